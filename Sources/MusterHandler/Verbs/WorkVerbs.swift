import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let workVerbs: [String: VerbHandler] = [:]
}
