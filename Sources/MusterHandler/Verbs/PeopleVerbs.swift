import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let peopleVerbs: [String: VerbHandler] = [:]
}
