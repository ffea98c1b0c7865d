import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let rosterVerbs: [String: VerbHandler] = [:]
}
