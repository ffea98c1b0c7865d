import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let accessVerbs: [String: VerbHandler] = [:]
}
