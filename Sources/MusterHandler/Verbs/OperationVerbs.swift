import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let operationVerbs: [String: VerbHandler] = [:]
}
