import Testing

@testable import Postgres

@Suite("Prepared statements") struct StatementCacheTests {
  @Test("are confirmed before they are used, parsed alone meanwhile, and forgotten after a failure")
  func lifecycle() {
    var cache = StatementCache<String>(capacity: 2)
    #expect(cache.plan("a") == .prepare(name: "p1", evicting: nil))
    #expect(cache.plan("a") == .parse)
    cache.confirm("a")
    #expect(cache.plan("a") == .use(name: "p1"))
    cache.forget("a")
    #expect(cache.plan("a") == .prepare(name: "p4", evicting: nil))
  }

  @Test("are dropped least recently used first")
  func eviction() {
    var cache = StatementCache<String>(capacity: 2)
    for text in ["a", "b"] {
      _ = cache.plan(text)
      cache.confirm(text)
    }
    _ = cache.plan("a")
    #expect(cache.plan("c") == .prepare(name: "p4", evicting: "p2"))
    #expect(cache.count == 2)
  }

  @Test("stay bounded in the server too")
  func boundedInServer() async throws {
    try await withClient(leased: 1, preparedStatements: 4) { client in
      for table in 0..<20 {
        let sql = SQL(stringLiteral: "SELECT \(table)")
        _ = try await client.read(Query<Int>.value(sql))
        _ = try await client.transaction { try await $0.one(Query<Int>.value(sql)) }
      }
      let held = Query<Int>.value("SELECT count(*) FROM pg_prepared_statements")
      let shared = try await client.read(held)
      // A statement still being prepared is counted once more than its place.
      #expect(shared[0] <= 5)
      let exclusive = try await client.transaction { try await $0.one(held) }
      #expect(exclusive <= 5)
    }
  }

  @Test("are used again by the same text with other values")
  func reuse() async throws {
    try await withClient { client in
      for value in 0..<5 { _ = try await client.read(Query<Int>.value("SELECT \(value) AS again")) }
      let uses = try await client.read(
        Query<Int>.value(
          "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1 AS again'"))
      #expect(uses == [5])
    }
  }

  @Test("whose table changed are prepared anew by the read itself")
  func changedTable() async throws {
    try await withClient { client in
      try await client.withConnection { try await $0.run("CREATE TABLE t AS SELECT 1::int AS n") }
      let query = Query<Int>.value("SELECT * FROM t")
      _ = try await client.read(query)
      try await client.withConnection { try await $0.run("ALTER TABLE t ALTER n TYPE int8") }
      let rows = try await client.read(query)
      #expect(rows == [1])
    }
  }

  @Test("that fail to parse leave nothing behind: the text works once its table exists")
  func failedParse() async throws {
    try await withClient { client in
      let query = Query<Int>.value("SELECT n FROM later")
      async let first = failure { try await client.read(query) }
      async let second = failure { try await client.read(query) }
      let states = await [first?.sqlState, second?.sqlState]
      #expect(states == ["42P01", "42P01"])
      try await client.withConnection { try await $0.run("CREATE TABLE later AS SELECT 3::int AS n") }
      let rows = try await client.read(query)
      #expect(rows == [3])
    }
  }
}
