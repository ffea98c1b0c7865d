/// What is wrong with an instance, and where: the path of the value (`members[3].windows[1]`) and, when it was
/// read from JSON, the line and column (in bytes) counted from 1.
public struct InstanceFault: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    case syntax(String)
    case format
    case unknownKey(String)
    case repeatedKey(String)
    case missingKey(String)
    case wrongType(expected: String)
    case outOfRange(Int, least: Int, most: Int)
    case repeatedID(String)
    case unknownID(String)
    case empty
    case notAfterStart
    case windowsUnordered
    case outsideHorizon(Int)
    case minimumOverSeats
    case criticalBelowDesired
    case eventWithAlternatives
    case repeatedPair
    case pinnedAndExcluded
    case pinBreaks(Rule)
    case tooLarge
    case fileTooLong
  }

  public var reason: Reason
  public var path: String
  public var line: Int?
  public var column: Int?

  init(_ reason: Reason, at path: String = "") {
    self.reason = reason
    self.path = path
  }

  /// The same fault seen from one level further out.
  func under(_ prefix: String) -> InstanceFault {
    var fault = self
    fault.path = path.isEmpty ? prefix : path.hasPrefix("[") ? prefix + path : prefix + "." + path
    return fault
  }

  public var description: String { english }

  /// The sentence in English, with path and position.
  public var english: String { place(open: " (line ", middle: ", column ", close: ")") + ": " + reason.sentence.english }

  /// 中文说明，含路径与位置。
  public var chinese: String { place(open: "（第 ", middle: " 行第 ", close: " 字节）") + "：" + reason.sentence.chinese }

  private func place(open: String, middle: String, close: String) -> String {
    let location = path.isEmpty ? "$" : path
    guard let line, let column else { return location }
    return "\(location)\(open)\(line)\(middle)\(column)\(close)"
  }
}

extension InstanceFault.Reason {
  /// Whether the fault is in a value that was read as such: it is to be found where the value stands, not where reading stopped.
  var isInValue: Bool {
    switch self {
    case .syntax, .format, .unknownKey, .repeatedKey, .missingKey, .wrongType, .tooLarge, .fileTooLong: false
    case .outOfRange, .repeatedID, .unknownID, .empty, .notAfterStart, .windowsUnordered, .outsideHorizon, .minimumOverSeats,
      .criticalBelowDesired, .eventWithAlternatives, .repeatedPair, .pinnedAndExcluded, .pinBreaks:
      true
    }
  }

  var sentence: (english: String, chinese: String) {
    switch self {
    case .syntax(let what): ("not JSON: \(what)", "不是合法的 JSON：\(what)")
    case .format: ("the format is not muster-roster/1", "format 不是 muster-roster/1")
    case .unknownKey(let key): ("unknown key \"\(key)\"", "未知的键“\(key)”")
    case .repeatedKey(let key): ("the key \"\(key)\" stands twice", "键“\(key)”出现两次")
    case .missingKey(let key): ("the key \"\(key)\" is missing", "缺少键“\(key)”")
    case .wrongType(let expected): ("expected \(expected)", "类型不对，应为 \(expected)")
    case .outOfRange(let value, let least, let most):
      ("\(value) is not between \(least) and \(most)", "\(value) 不在 \(least) 至 \(most) 之间")
    case .repeatedID(let id): ("the id \"\(id)\" stands twice", "编号“\(id)”重复")
    case .unknownID(let id): ("no such id: \"\(id)\"", "没有此编号：“\(id)”")
    case .empty: ("must not be empty", "不能为空")
    case .notAfterStart: ("the end is not after the start", "结束不晚于开始")
    case .windowsUnordered: ("windows overlap or are not sorted", "时间窗重叠或未排序")
    case .outsideHorizon(let time): ("\(time) lies outside the horizon", "\(time) 超出排班周期")
    case .minimumOverSeats: ("minimum is more than seats", "最少人数多于名额")
    case .criticalBelowDesired: ("critical is less than desired", "critical 小于 desired")
    case .eventWithAlternatives: ("an event has exactly one time", "活动只能有一个时间")
    case .repeatedPair: ("the pair stands twice", "同一人与岗位出现两次")
    case .pinnedAndExcluded: ("the pair is pinned and excluded at once", "同一人与岗位既固定又排除")
    case .pinBreaks(let rule): ("the pin breaks a rule: \(rule.english)", "固定的安排违反规则：\(rule.chinese)")
    case .tooLarge: ("sizes and weights are so large that scores could overflow", "规模与权重过大，分数可能溢出")
    case .fileTooLong: ("the file has 4 GiB or more", "文件达到或超过 4 GiB")
    }
  }
}
