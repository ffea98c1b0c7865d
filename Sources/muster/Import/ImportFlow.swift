import MusterCity
import MusterClient
import MusterProtocol

/// The dialogue of one import: new, parts, run, then the job is watched until it ends. Throws `Ending` once a refusal
/// has been shown.
struct ImportFlow {
  /// Parts on their way at once: 4 of 64 KiB fill the server's reading buffers.
  static let window = 4
  /// The server lists at most so many problems.
  static let maximumProblems = 10_000

  let session: Session
  let screen: Screen
  let files: [ImportDirectory.File]
  let isDry: Bool

  func run() async throws {
    let begun = try await ask(["IMPORT.NEW"] + (isDry ? ["dry=yes"] : []))
    let id = try field("id", of: begun)
    try await upload(as: id)
    let job = try field("job", of: try await ask(["IMPORT.RUN", id]))
    let ended = try await watch(job)
    if ended.isGood {
      try showCounts(ended)
      screen.showFinal(Final(.ok, fields: [Field("job", job), Field("state", ended.state)] + ended.counts))
    } else {
      try await showProblems(of: id, ended)
    }
  }

  // MARK: Upload

  private func upload(as id: String) async throws {
    let limit = try await session.greeting().limits.literal
    let total = files.reduce(0) { $0 + $1.content.count }
    let label = screen.language.choose("上传", "upload")
    var done = 0
    var sizes: [Int] = []
    for file in files {
      var number = 0
      for part in ImportParts(file.content, maximumLiteral: limit) {
        number += 1
        if sizes.count == Self.window {
          try await takeAnswer()
          done += sizes.removeFirst()
          screen.progress(label, done: done, total: total, note: file.kind.name)
        }
        try await session.submit(Self.part(part, number: number, of: file.kind.name, in: id))
        sizes.append(part.count)
      }
    }
    for _ in sizes { try await takeAnswer() }
    screen.progress(label, done: total, total: total, isLast: true)
  }

  static func part(_ part: ArraySlice<UInt8>, number: Int, of file: String, in id: String) -> Outgoing {
    let octets = Base64.encode(part)
    let line = "IMPORT.PART \(id) file=\(file) part=\(number) encoding=base64 {\(octets.count)}"
    return Outgoing(line: Array(line.utf8), literal: octets)
  }

  private func takeAnswer() async throws {
    guard let answer = try await session.next() else { return }
    _ = try checked(answer.reply)
  }

  // MARK: The job

  struct Ended {
    let state: String
    let reply: Reply
    var counts: [Field] { reply.final.fields.filter { ["inserted", "updated", "unchanged", "problems"].contains($0.name) } }
    var isGood: Bool { state == "done" && !counts.contains { $0.name == "problems" && $0.value != "0" } }
  }

  /// Until it is done, failed or cancelled. Asks five times a second at first, then once.
  private func watch(_ job: String) async throws -> Ended {
    let label = isDry ? screen.language.choose("检查", "check") : screen.language.choose("检查并写入", "check and load")
    var pause = Duration.milliseconds(100)
    while true {
      let reply = try await ask(["JOB", job])
      let state = try field("state", of: reply)
      let progress = value("progress", of: reply).flatMap { Double($0) } ?? 0
      let isOver = ["done", "failed", "cancelled"].contains(state)
      screen.progress(label, done: state == "done" ? 100 : Int(progress), total: 100, note: state, isLast: isOver)
      if isOver { return Ended(state: state, reply: reply) }
      try await Task.sleep(for: pause)
      pause = min(pause + .milliseconds(100), .seconds(1))
    }
  }

  // MARK: The outcome

  /// What the server did with each file's rows, as it says itself.
  private func showCounts(_ ended: Ended) throws {
    guard let text = ended.reply.table?.value(of: "result"), let result = ImportResult(text) else {
      throw ClientError.outOfStep("JOB without result")
    }
    let rows = files.compactMap { file in
      result.files[file.kind.name].map { [file.kind.name, "\($0.inserted)", "\($0.updated)", "\($0.unchanged)"] }
    }
    _ = screen.showTable(Table(columns: ["file", "inserted", "updated", "unchanged"], rows: rows))
  }

  private func showProblems(of id: String, _ ended: Ended) async throws {
    var table = Table(columns: [])
    var cursor: String?
    repeat {
      let reply = try await ask(["IMPORT.ERRORS", id, "limit=1000"] + (cursor.map { ["after=\($0)"] } ?? []))
      if let page = reply.table {
        table.columns = page.columns
        table.rows += page.rows
      }
      cursor = value("more", of: reply) == "yes" ? value("next", of: reply) : nil
    } while cursor != nil && table.rows.count < Self.maximumProblems
    if !table.rows.isEmpty { _ = screen.showTable(table) }
    let text = screen.language.choose("什么都没有改", "nothing was changed")
    let code = value("code", of: ended.reply).map(Code.init(rawValue:)) ?? .importFailed
    screen.showFinal(
      Final(
        .no, code, fields: [Field("import", id), Field("problems", "\(table.rows.count)"), Field("state", ended.state)],
        text: text))
    throw Ending.refused
  }

  // MARK: Asking

  private func ask(_ words: [String]) async throws -> Reply {
    try checked(try await session.run(try Outgoing(words: words)))
  }

  private func checked(_ reply: Reply) throws -> Reply {
    guard reply.final.word == .ok else {
      screen.showFinal(reply.final)
      throw Ending(reply.final.word)
    }
    return reply
  }

  private func field(_ name: String, of reply: Reply) throws -> String {
    guard let value = value(name, of: reply) else { throw ClientError.outOfStep("OK without \(name)=") }
    return value
  }

  /// From the final's fields, or from the only row.
  private func value(_ name: String, of reply: Reply) -> String? {
    if let field = reply.final.fields.first(where: { $0.name == name }) { return field.value }
    guard let table = reply.table, let row = table.rows.first, let column = table.columns.firstIndex(of: name) else {
      return nil
    }
    return row[column]
  }
}
