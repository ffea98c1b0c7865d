import MusterCity
import MusterStore

extension ImportProblem {
  /// What a conflict with the city's present state reads as.
  init(_ conflict: ImportConflict) {
    let (code, chinese, english) = Self.sentence(of: conflict.kind)
    self.init(
      file: "\(conflict.table.rawValue).csv", line: conflict.line, column: conflict.column, code: code, chinese: chinese,
      english: english)
  }

  private static func sentence(of kind: ImportConflict.Kind) -> (Code, String, String) {
    switch kind {
    case .eventEnded: (.state, "活动已结束或取消，导入不能再改它", "the event has ended or was cancelled: an import does not change it")
    case .eventPublished: (.state, "活动已发布，不能改回草稿", "the event has been published and cannot be a draft again")
    case .venueTaken: (.overlap, "阵地在该时间已有别的活动", "the venue is taken at that time by an event on record")
    case .shiftOfEndedEvent: (.state, "所属活动已结束或取消", "its event has ended or was cancelled")
    case .shiftHasPeople:
      (
        .state, "已有人接单，时间、地点、活动、岗位和技能不能由导入更改",
        "people hold seats: an import does not change its time, place, event, role or skill"
      )
    case .seatsTaken: (.state, "名额少于已接单的人数", "fewer seats than are taken")
    case .seatsTooMany: (.valueRange, "名额至多 500", "at most 500 seats are possible")
    case .needEnded: (.state, "需求已办结，导入不能再改它", "the need has ended: an import does not change it")
    case .needAccepted: (.state, "需求已受理，不能改回已上报", "the need has been accepted and cannot be merely reported again")
    case .accountProtected: (.state, "管理员和运维账号不由导入更改", "accounts of administrators and operators are not an import's to change")
    }
  }

  /// What a constraint of the database refused that no check foresaw: somebody was quicker.
  static let overtaken = ImportProblem(
    file: "", line: 0, column: "", code: .state, chinese: "导入期间数据被他人更改，请重新导入",
    english: "the city changed while it was imported: import again")

  func row(_ ordinal: Int) -> ImportProblemRow {
    ImportProblemRow(
      ordinal: Int32(clamping: ordinal), file: file, line: Int32(clamping: line), column: column, code: code.rawValue,
      chinese: chinese, english: english)
  }
}
