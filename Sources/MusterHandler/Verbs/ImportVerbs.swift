import FoundationEssentials
import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// A city's files, uploaded in parts and loaded by a job.
  static let importVerbs: [String: VerbHandler] = [
    "IMPORT.NEW": { try await $0.newImport() },
    "IMPORT.PART": { try await $0.importPart() },
    "IMPORT.RUN": { try await $0.runImport() },
    "IMPORT.ERRORS": { try await $0.importErrors() },
  ]
}

extension Request {
  /// Octets of all parts of one import: ten times a city of 25,000 members. The files are put together in memory.
  private static let mostOctets: Int64 = 64 << 20

  fileprivate func newImport() async throws -> Reply {
    let isDry = flag("dry") ?? false
    return try await write { transaction in
      let id = try await transaction.addImport(isDry: isDry)
      try await transaction.audit(verb, objects: [code(.import, id)])
      return .ok(Field("id", code(.import, id)), Field("dry", isDry ? "yes" : "no"))
    }
  }

  /// The same part again is no fault: whoever lost the answer sends it again.
  fileprivate func importPart() async throws -> Reply {
    let id = try requiredID("import", .import)
    let file = try required("file")
    guard let part = integer("part") else { throw Answer.missing("part", "缺少 part=", "part= is missing") }
    let content = try partContent()
    return try await write { transaction in
      try await openImport(id, transaction)
      guard try await transaction.addImportPart(id, file: file, part: part, content: content) else {
        throw Answer(
          .no, .conflictState, [Field("part", "\(part)")], "这一段已上传过，内容不同；请另开导入",
          "that part is there already with another content: begin another import")
      }
      try await transaction.audit(verb, objects: [code(.import, id)], fields: [file])
      return .ok(
        Field("id", code(.import, id)), Field("file", file), Field("part", "\(part)"), Field("octets", "\(content.count)"))
    }
  }

  /// Base 64 of any octets, or text as it is.
  private func partContent() throws -> [UInt8] {
    let data = try required("data")
    guard text("encoding") == "base64" else { return Array(data.utf8) }
    guard let decoded = Data(base64Encoded: data) else {
      throw Answer.value("data", "data 不是 base64", "data is not base 64")
    }
    return Array(decoded)
  }

  fileprivate func runImport() async throws -> Reply {
    let id = try requiredID("import", .import)
    let reply = try await write { transaction in
      try await openImport(id, transaction)
      guard try await transaction.importSize(id) <= Self.mostOctets else {
        throw Answer(
          .no, .limitSize, [Field("maximum", "\(Self.mostOctets)")], "一次导入至多 \(Self.mostOctets >> 20) MiB，请分几次",
          "an import has at most \(Self.mostOctets >> 20) MiB: make several")
      }
      let job = try await transaction.queueImport(id)
      try await transaction.audit(verb, objects: [code(.import, id), code(.job, job)])
      return .ok(Field("job", code(.job, job)), Field("state", "queued"))
    }
    environment.jobs.ring()
    return reply
  }

  private func openImport(_ id: Int64, _ transaction: StoreTransaction) async throws {
    guard let state = try await transaction.importState(id) else { throw Answer.notFound("import") }
    guard state == "open" else {
      throw Answer(.no, .conflictState, [Field("state", state)], "此导入已运行；请另开导入", "this import has been run: begin another")
    }
  }

  fileprivate func importErrors() async throws -> Reply {
    let id = try requiredID("import", .import)
    let page = try Page(self, parts: 1)
    guard let state = try await read(ImportProblemRow.state(of: id)).first else { throw Answer.notFound("import") }
    let rows = try await read(ImportProblemRow.list(id, after: page.after.first ?? 0, limit: page.fetch))
    return page.reply(rows, columns: command.verb.columns, key: \.key, fields: [Field("state", state)]) { row in
      [
        row.file.isEmpty ? nil : row.file, row.line == 0 ? nil : "\(row.line)", row.column.isEmpty ? nil : row.column, row.code,
        language.choose(row.chinese, row.english),
      ]
    }
  }
}

extension ImportProblemRow { fileprivate var key: [Int64] { [Int64(ordinal)] } }
