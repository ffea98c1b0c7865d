import MusterProtocol

/// What JOB says of a job, as far as it is known, and how it is put for people.
struct JobFigures: Equatable {
  var state: String
  /// Of 100.
  var progress = 0
  var score: Int64?
  var bound: Int64?
  var seats: Int?
  var filled: Int?
  /// Seconds that the search may still take.
  var left: Int?

  static let endings: Set<String> = ["done", "failed", "cancelled"]
  var isOver: Bool { Self.endings.contains(state) }

  /// Nil where the answer has no state.
  init?(_ reply: Reply) {
    guard let state = reply.value(of: "state") else { return nil }
    self.state = state
    progress = reply.value(of: "progress").flatMap { Int($0) } ?? 0
    score = reply.value(of: "score").flatMap { Int64($0) }
    bound = reply.value(of: "bound").flatMap { Int64($0) }
    seats = reply.value(of: "seats").flatMap { Int($0) }
    filled = reply.value(of: "filled").flatMap { Int($0) }
    left = reply.value(of: "left").flatMap { Int($0) }
  }

  /// In the order in which they stand; what comes first is the last to be left out of a narrow line.
  func notes(elapsed seconds: Int, _ language: Language) -> [String] {
    var notes = [shownState(language)] + quality(language)
    if !isOver, let left { notes.append(language.choose("余 \(Self.clock(left))", "\(Self.clock(left)) left")) }
    notes.append(language.choose("已 \(Self.clock(seconds))", "\(Self.clock(seconds)) so far"))
    return notes + points(language)
  }

  /// The plan found so far.
  func proposal(_ language: Language) -> [String] { quality(language) + points(language) }

  /// A search has found a plan that could be kept.
  var hasProposal: Bool { state == "running" && filled != nil && score != nil }

  /// Seats filled and open, and how far it is from the best possible.
  private func quality(_ language: Language) -> [String] {
    var notes: [String] = []
    if let filled, let seats {
      notes.append(language.choose("满 \(filled) 空 \(seats - filled)", "filled \(filled) open \(seats - filled)"))
    }
    if let score, let bound, bound != 0 {
      notes.append(language.choose("差 ", "gap ") + Self.percent(Double(bound - score) / Double(bound.magnitude)))
    }
    return notes
  }

  /// Its score and the bound above it.
  private func points(_ language: Language) -> [String] {
    guard let score, let bound else { return [] }
    return [language.choose("得分 \(score) 上界 \(bound)", "score \(score) bound \(bound)")]
  }

  func shownState(_ language: Language) -> String {
    switch state {
    case "queued": language.choose("排队", "queued")
    case "running": language.choose("运行", "running")
    case "done": language.choose("完成", "done")
    case "failed": language.choose("失败", "failed")
    case "cancelled": language.choose("已停止", "cancelled")
    default: state
    }
  }

  /// `7s`, `2m05s`, `1h02m`.
  static func clock(_ seconds: Int) -> String {
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    switch seconds {
    case ..<60: return "\(max(0, seconds))s"
    case ..<3_600: return "\(seconds / 60)m\(two(seconds % 60))s"
    default: return "\(seconds / 3_600)h\(two(seconds / 60 % 60))m"
    }
  }

  private static func percent(_ part: Double) -> String {
    let hundredths = Int((part * 10_000).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)%"
  }
}

extension Reply {
  /// From the final's fields, or from the first row.
  func value(of name: String) -> String? {
    if let field = final.fields.first(where: { $0.name == name }) { return field.value }
    guard let table, let row = table.rows.first, let column = table.columns.firstIndex(of: name) else { return nil }
    return row[column]
  }
}
