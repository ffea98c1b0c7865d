import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let attendanceVerbs: [String: VerbHandler] = [:]
}
