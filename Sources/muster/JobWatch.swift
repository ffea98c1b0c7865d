import MusterClient
import MusterProtocol

/// Follows a job of the server until it ends, with a progress bar: an import's, or what `--wait` was asked for.
struct JobWatch {
  let session: Session
  let screen: Screen

  /// How a job ended: JOB's last answer.
  struct Ended {
    let state: String
    let reply: Reply
  }

  /// Until it is done, failed or cancelled. Asks ten times a second at first, then once.
  func run(_ job: String, label: String) async throws -> Ended {
    var pause = Duration.milliseconds(100)
    while true {
      let reply = try await session.run(try Outgoing(words: ["JOB", job]))
      guard reply.final.word == .ok else {
        screen.showFinal(reply.final)
        throw Ending(reply.final.word)
      }
      guard let state = reply.value(of: "state") else { throw ClientError.outOfStep("JOB without state=") }
      let progress = reply.value(of: "progress").flatMap { Int($0) } ?? 0
      let isOver = ["done", "failed", "cancelled"].contains(state)
      if isOver && state != "done" {
        screen.stopped(label, note: Self.stopped(state, screen.language))
      } else {
        screen.progress(
          label, done: isOver ? 100 : progress, total: 100, note: Self.note(reply, state, screen.language), isLast: isOver)
      }
      if isOver { return Ended(state: state, reply: reply) }
      try await Task.sleep(for: pause)
      pause = min(pause + .milliseconds(100), .seconds(1))
    }
  }

  private static func stopped(_ state: String, _ language: Language) -> String {
    state == "cancelled" ? language.choose("已停止", "cancelled") : language.choose("失败", "failed")
  }

  /// The state, and of a roster the score, the bound above it, the gap between them, the seats filled and the time left.
  static func note(_ reply: Reply, _ state: String, _ language: Language) -> String {
    var parts = [state]
    if let score = reply.value(of: "score").flatMap({ Int64($0) }),
      let bound = reply.value(of: "bound").flatMap({ Int64($0) }), bound != 0
    {
      let gap = percent(Double(bound - score) / Double(bound.magnitude))
      parts.append(language.choose("得分 \(score) 上界 \(bound) 差 \(gap)", "score \(score) bound \(bound) gap \(gap)"))
    }
    if let filled = reply.value(of: "filled"), let seats = reply.value(of: "seats") {
      parts.append(language.choose("满 \(filled)/\(seats)", "filled \(filled)/\(seats)"))
    }
    if let left = reply.value(of: "left") { parts.append(language.choose("余 \(left) 秒", "\(left) s left")) }
    return parts.joined(separator: " ")
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
