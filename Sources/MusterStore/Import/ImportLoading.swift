import MusterDomain
import Postgres

/// One import's transaction: stages the rows by COPY, judges each against what is there, refuses what has become impossible,
/// and writes the rest, each table by a statement or two. Row security refuses COPY into its tables, hence the staging.
struct ImportLoading {
  let transaction: StoreTransaction
  let rows: ImportRows
  private(set) var counts: [ImportCount] = []

  enum Fate { case inserted, updated }

  init(_ rows: ImportRows, in transaction: StoreTransaction) {
    self.rows = rows
    self.transaction = transaction
  }

  /// Runs to the end of the writing. `tell` hears percents from 20 to 95.
  mutating func load(year: Int, tell: @Sendable (Int) -> Void) async throws {
    try await prepare()
    try await stage(tell)
    for statement in ImportVerdicts.statements { try await run(statement) }
    counts = try await count()
    for lock in ImportConflicts.locks { _ = try await transaction.rows(Query<Void>.void(lock)) }
    let conflicts = try await transaction.rows(ImportConflicts.query)
    guard conflicts.isEmpty else { throw ImportRefused(conflicts: conflicts) }
    tell(50)
    try await writePlaces()
    tell(60)
    try await writeMembers()
    tell(80)
    if has(.members) { try await writeRegistrations(year: year) }
    try await writeTeams()
    tell(85)
    try await writeEvents()
    try await writeNeeds()
    try await writeAccounts()
    tell(95)
  }

  func has(_ table: ImportTable) -> Bool { rows.tables[table]?.isEmpty == false }

  func has(_ table: ImportTable, _ fate: Fate) -> Bool {
    guard let count = counts.first(where: { $0.table == table }) else { return false }
    return switch fate {
    case .inserted: count.inserted > 0
    case .updated: count.updated > 0
    }
  }

  func run(_ sql: SQL) async throws { _ = try await transaction.execute(sql) }

  /// One import at a time; it may take longer than a command, and wait longer for the one before it.
  private func prepare() async throws {
    try await run("SET LOCAL statement_timeout = '300s'")
    try await run("SET LOCAL lock_timeout = '60s'")
    // The number is "import" in ASCII.
    _ = try await transaction.rows(Query<Void>.void("SELECT pg_advisory_xact_lock(115918758703732)"))
    try await transaction.transaction.run(ImportTable.allCases.map(\.definition).joined(separator: "\n"))
  }

  private func stage(_ tell: @Sendable (Int) -> Void) async throws {
    for (index, table) in ImportTable.allCases.enumerated() {
      guard let lines = rows.tables[table] else { continue }
      try await transaction.transaction.copyIn(table.copy) { writer in
        for line in lines { try await writer.row(line) }
      }
      tell(20 + 20 * index / ImportTable.allCases.count)
    }
    try await transaction.transaction.run(
      ImportTable.allCases.filter(has).map { "ANALYZE in_\($0.rawValue);" }.joined(separator: "\n"))
  }

  private func count() async throws -> [ImportCount] {
    let found = try await transaction.rows(Self.verdicts)
    return ImportTable.files.compactMap { table in
      let mine = found.filter { $0.0 == table.rawValue }
      guard !mine.isEmpty else { return nil }
      func number(_ verdict: String) -> Int { mine.filter { $0.1 == verdict }.map { Int($0.2) }.reduce(0, +) }
      return ImportCount(table: table, inserted: number("insert"), updated: number("update"), unchanged: number("same"))
    }
  }

  private static let verdicts = Query(
    """
    SELECT 'areas', verdict, count(*) FROM in_areas GROUP BY 2
    UNION ALL SELECT 'venues', verdict, count(*) FROM in_venues GROUP BY 2
    UNION ALL SELECT 'domains', verdict, count(*) FROM in_domains GROUP BY 2
    UNION ALL SELECT 'skills', verdict, count(*) FROM in_skills GROUP BY 2
    UNION ALL SELECT 'units', verdict, count(*) FROM in_units GROUP BY 2
    UNION ALL SELECT 'pairings', verdict, count(*) FROM in_pairings GROUP BY 2
    UNION ALL SELECT 'members', verdict, count(*) FROM in_members GROUP BY 2
    UNION ALL SELECT 'teams', verdict, count(*) FROM in_teams GROUP BY 2
    UNION ALL SELECT 'team_members', verdict, count(*) FROM in_team_members GROUP BY 2
    UNION ALL SELECT 'events', verdict, count(*) FROM in_events GROUP BY 2
    UNION ALL SELECT 'shifts', verdict, count(*) FROM in_shifts GROUP BY 2
    UNION ALL SELECT 'needs', verdict, count(*) FROM in_needs GROUP BY 2
    UNION ALL SELECT 'accounts', verdict, count(*) FROM in_accounts GROUP BY 2
    """, as: String.self, String.self, Int64.self)
}

extension Store {
  /// Loads an import in one transaction, as the city's import. `finish` ends the job within it; whatever that throws takes
  /// all of it back, as do conflicts (`ImportRefused`).
  public func load(
    _ rows: ImportRows, as principal: Principal, at now: Instant, year: Int, tell: @escaping @Sendable (Int) -> Void,
    finish: @escaping @Sendable (StoreTransaction, [ImportCount]) async throws -> Void
  ) async throws {
    try await transact(as: principal.importing, at: now) { transaction in
      var loading = ImportLoading(rows, in: transaction)
      try await loading.load(year: year, tell: tell)
      try await finish(transaction, loading.counts)
    }
  }
}
