import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let totalVerbs: [String: VerbHandler] = [:]
}
