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
        screen.progress(label, done: isOver ? 100 : progress, total: 100, note: note(reply, state), isLast: isOver)
      }
      if isOver { return Ended(state: state, reply: reply) }
      try await Task.sleep(for: pause)
      pause = min(pause + .milliseconds(100), .seconds(1))
    }
  }

  private static func stopped(_ state: String, _ language: Language) -> String {
    state == "cancelled" ? language.choose("已停止", "cancelled") : language.choose("失败", "failed")
  }

  /// The state, and of a roster the score, the bound above it and the gap between them.
  private func note(_ reply: Reply, _ state: String) -> String {
    guard let score = reply.value(of: "score").flatMap({ Int64($0) }),
      let bound = reply.value(of: "bound").flatMap({ Int64($0) }), bound != 0
    else { return state }
    let gap = Double(bound - score) / Double(abs(bound)) * 100
    let hundredths = Int((gap * 100).rounded())
    let spelt = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)%"
    return screen.language.choose(
      "\(state) 得分 \(score) 上界 \(bound) 差 \(spelt)", "\(state) score \(score) bound \(bound) gap \(spelt)")
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
