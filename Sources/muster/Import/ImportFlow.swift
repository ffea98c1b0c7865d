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
    let label = isDry ? screen.language.choose("检查", "check") : screen.language.choose("检查并写入", "check and load")
    let ended = try await JobWatch(session: session, screen: screen).run(job, label: label)
    if ended.state == "done" {
      try showCounts(ended)
      let fields = [Field("job", job), Field("state", ended.state)] + Self.counts(ended)
      screen.showFinal(
        isDry
          ? Final(
            .ok, fields: fields + [Field("dry", "yes")],
            text: screen.language.choose("只检查，未写入", "only checked, nothing written"))
          : Final(.ok, fields: fields))
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
          screen.progress(label, done: done, total: total, notes: [file.kind.name])
        }
        try await session.submit(Self.part(part, number: number, of: file.kind.name, in: id), isOrdered: false)
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

  // MARK: The outcome

  private static func counts(_ ended: JobWatch.Ended) -> [Field] {
    ended.reply.final.fields.filter { ["inserted", "updated", "unchanged"].contains($0.name) }
  }

  /// What the server did with each file's rows, as it says itself.
  private func showCounts(_ ended: JobWatch.Ended) throws {
    guard let text = ended.reply.value(of: "result"), let result = ImportResult(text) else {
      throw ClientError.outOfStep("JOB without result")
    }
    let rows = files.compactMap { file in
      result.files[file.kind.name].map { [file.kind.name, "\($0.inserted)", "\($0.updated)", "\($0.unchanged)"] }
    }
    _ = screen.showTable(Table(columns: ["file", "inserted", "updated", "unchanged"], rows: rows))
  }

  private func showProblems(of id: String, _ ended: JobWatch.Ended) async throws {
    var table = Table(columns: [])
    var cursor: String?
    repeat {
      let reply = try await ask(["IMPORT.ERRORS", id, "limit=1000"] + (cursor.map { ["after=\($0)"] } ?? []))
      if let page = reply.table {
        table.columns = page.columns
        table.rows += page.rows
      }
      cursor = reply.value(of: "more") == "yes" ? reply.value(of: "next") : nil
    } while cursor != nil && table.rows.count < Self.maximumProblems
    if !table.rows.isEmpty { _ = screen.showTable(table) }
    let text = screen.language.choose("什么都没有改", "nothing was changed")
    let code = ended.reply.value(of: "code").map(Code.init(rawValue:)) ?? .importFailed
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
    guard let value = reply.value(of: name) else { throw ClientError.outOfStep("OK without \(name)=") }
    return value
  }
}
