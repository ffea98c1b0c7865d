import MusterCity
import MusterDomain
import MusterProtocol
import MusterStore

/// Loads an import: puts its files together, checks every row, and writes the city in one transaction, which is also the job's
/// end. All or nothing: one problem and nothing is written but the list of problems. Parsing happens before the transaction
/// begins, which must not idle.
struct ImportJob {
  let context: JobContext
  init(_ context: JobContext) { self.context = context }

  private var store: Store { context.environment.store }
  private var zone: ZoneRules { context.environment.zone }

  func run() async throws {
    let now = context.environment.now()
    let found = try await withRights { principal in
      try await store.transact(as: principal, at: now) { [context] in try await $0.importOf(context.job) }
    }
    guard let (head, parts) = found else { throw StoreError.fault("the job has no import") }
    let files = ImportFiles(parts)
    context.tell(progress: 5)
    guard files.problems.isEmpty else { return try await fail(head, files.problems) }
    let known = try await withRights { try await store.importReferences(as: $0, at: now) }
    context.tell(progress: 10)
    let (city, problems) = CityFiles.read(files.files, known: KnownReferences(known))
    guard let city else { return try await fail(head, problems) }
    let staging = ImportStaging(city, zone: zone)
    guard staging.problems.isEmpty else { return try await fail(head, staging.problems) }
    context.tell(progress: 20)
    do {
      try await load(staging.rows, head, given: Set(files.files.map(\.name)), at: now)
    } catch let refused as ImportRefused {
      try await fail(head, refused.conflicts.map(ImportProblem.init))
    } catch StoreError.exists, StoreError.venueTaken, StoreError.full, StoreError.missing, StoreError.constraint {
      try await fail(head, [.overtaken])
    }
  }

  private func load(_ rows: ImportRows, _ head: ImportHead, given: Set<String>, at now: Instant) async throws {
    let year = TimeText.date(now, in: zone).parts.year
    do {
      try await withRights { principal in
        try await store.load(rows, as: principal, at: now, year: year, tell: { [context] in context.tell(progress: $0) }) {
          [self] transaction, counts in
          let result = Self.result(counts, given: given)
          if head.isDry { throw DryRun(result: result) }
          try await end(head, result, transaction)
        }
      }
    } catch let dry as DryRun {
      try await withRights { principal in
        try await store.transact(as: principal, at: now) { try await end(head, dry.result, $0) }
      }
    }
  }

  private func end(_ head: ImportHead, _ result: String, _ transaction: StoreTransaction) async throws {
    try await transaction.endImport(head.id, done: true, problems: [])
    try await transaction.audit(
      "IMPORT.RUN", objects: ["I-\(head.id)", "J-\(context.job.id)"], fields: head.isDry ? ["dry"] : [])
    try await transaction.finish(context.job, done: true, result: result)
  }

  private func fail(_ head: ImportHead, _ problems: [ImportProblem]) async throws {
    let now = context.environment.now()
    let result = JSONWriter.object([
      ("code", .text(Code.importFailed.rawValue)), ("problems", .number(Int64(problems.count))),
    ])
    try await withRights { principal in
      try await store.transact(as: principal, at: now) { [context] transaction in
        try await transaction.endImport(head.id, done: false, problems: problems.enumerated().map { $1.row($0 + 1) })
        try await transaction.finish(context.job, done: false, result: result)
      }
    }
  }

  /// An import brings areas, which raises every account's version, the importer's too: rights are read anew for each step.
  private func withRights<R: Sendable>(_ body: (Principal) async throws -> R) async throws -> R {
    try await context.withRights { principal in
      guard principal.role == .administrator else { throw JobFailure.noAccount }
      return try await body(principal)
    }
  }

  /// `{"files":{"members.csv":{"inserted":…,"updated":…,"unchanged":…}},"inserted":…,"updated":…,"unchanged":…}`
  static func result(_ counts: [ImportCount], given: Set<String>) -> String {
    let named = Dictionary(counts.map { ("\($0.table.rawValue).csv", $0) }, uniquingKeysWith: { first, _ in first })
    let files = ImportTable.files.map { "\($0.rawValue).csv" }.filter(given.contains).map { name in
      (name, JSONWriter.Value.json(JSONWriter.object(numbers(named[name].map { [$0] } ?? []))))
    }
    return JSONWriter.object([("files", .json(JSONWriter.object(files)))] + numbers(counts))
  }

  private static func numbers(_ counts: [ImportCount]) -> [(String, JSONWriter.Value)] {
    [("inserted", \ImportCount.inserted), ("updated", \.updated), ("unchanged", \.unchanged)].map { name, path in
      (name, .number(Int64(counts.map { $0[keyPath: path] }.reduce(0, +))))
    }
  }
}

/// Takes a dry run's writing back, and brings its counts out.
private struct DryRun: Error {
  let result: String
}
