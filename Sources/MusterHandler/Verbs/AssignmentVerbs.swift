import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let assignmentVerbs: [String: VerbHandler] = [:]
}
