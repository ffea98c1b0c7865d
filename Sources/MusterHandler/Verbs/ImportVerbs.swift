import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let importVerbs: [String: VerbHandler] = [:]
}
