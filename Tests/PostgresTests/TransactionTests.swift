import Postgres
import Testing

@Suite("A transaction") struct TransactionTests {
  static let count = Query<Int>.value("SELECT count(*) FROM seat")

  private func withSeats(leased: Int = 4, _ body: (PostgresClient) async throws -> Void) async throws {
    try await withClient(leased: leased) { client in
      try await client.withConnection { connection in
        try await connection.run("CREATE TABLE seat (id int PRIMARY KEY, name text NOT NULL); CREATE SEQUENCE number;")
      }
      try await body(client)
    }
  }

  @Test("commits what its body did and gives the connection back")
  func commits() async throws {
    try await withSeats(leased: 1) { client in
      let touched = try await client.transaction { transaction in
        try await transaction.execute("INSERT INTO seat VALUES (\(1), \("甲")), (\(2), \("乙"))")
      }
      #expect(touched == 2)
      let names = try await client.transaction { try await $0.query(Query<String>.value("SELECT name FROM seat ORDER BY id")) }
      #expect(names == ["甲", "乙"])
      #expect(client.statistics.reconnects == 0)
    }
  }

  @Test("is undone when its body throws")
  func rollsBack() async throws {
    struct Stop: Error {}
    try await withSeats(leased: 1) { client in
      await #expect(throws: Stop.self) {
        try await client.transaction { transaction in
          try await transaction.execute("INSERT INTO seat VALUES (1, 'a')")
          throw Stop()
        }
      }
      let rows = try await client.read(Self.count)
      #expect(rows == [0])
    }
  }

  @Test("says rolled back when its body swallowed an error")
  func swallowedError() async throws {
    try await withSeats { client in
      let error = await failure {
        try await client.transaction { transaction in
          try await transaction.execute("INSERT INTO seat VALUES (1, 'a')")
          _ = try? await transaction.execute("INSERT INTO seat VALUES (1, 'a')")
        }
      }
      #expect(error == .rolledBack)
      let rows = try await client.read(Self.count)
      #expect(rows == [0])
    }
  }

  @Test("undoes a failed savepoint and goes on")
  func savepoints() async throws {
    try await withSeats { client in
      try await client.transaction { transaction in
        try await transaction.execute("INSERT INTO seat VALUES (1, 'a')")
        let error = await failure {
          try await transaction.savepoint { try await $0.execute("INSERT INTO seat VALUES (1, 'b')") }
        }
        #expect(error?.constraint == "seat_pkey")
        #expect(error?.table == "seat")
        try await transaction.savepoint { outer in
          try await outer.execute("INSERT INTO seat VALUES (2, 'b')")
          _ = await failure {
            try await outer.savepoint { inner in
              try await inner.execute("INSERT INTO seat VALUES (3, 'c')")
              throw PostgresError.cancelled
            }
          }
        }
      }
      let rows = try await client.read(Self.count)
      #expect(rows == [2])
    }
  }

  @Test("runs many statements in one round trip")
  func pipelines() async throws {
    try await withSeats { client in
      let touched = try await client.transaction { transaction in
        try await transaction.pipeline((0..<200).map { "INSERT INTO seat VALUES (\($0), \("n\($0)"))" })
      }
      #expect(touched == Array(repeating: 1, count: 200))
    }
  }

  @Test("sets its scope before its first statement, for itself only")
  func scope() async throws {
    try await withSeats(leased: 1) { client in
      let setting = Query<String?>.value("SELECT nullif(current_setting('muster.areas', true), '')")
      let inside = try await client.transaction(first: ["SELECT set_config('muster.areas', \("{7}"), true)"]) { transaction in
        try await transaction.one(setting)
      }
      #expect(inside == "{7}")
      let after = try await client.transaction { try await $0.one(setting) }
      #expect(after == nil)
    }
  }

  @Test("is not cut short at COMMIT by the server's time limit")
  func commitHasNoTimeLimit() async throws {
    // Wide, so that a busy machine's own slowness never reaches the limit: only the trigger's rest does.
    try await withClient(settings: [("statement_timeout", "4s")]) { client in
      try await client.withConnection { connection in
        try await connection.run(
          """
          CREATE TABLE t (n int);
          CREATE FUNCTION rest() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(5); RETURN NULL; END';
          CREATE CONSTRAINT TRIGGER rests AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rest();
          """)
      }
      try await client.transaction { try await $0.execute("INSERT INTO t VALUES (1)") }
      let rows = try await client.read(Query<Int>.value("SELECT count(*) FROM t"))
      #expect(rows == [1])
      let limit = try await client.transaction { try await $0.one(Query<String>.value("SHOW statement_timeout")) }
      #expect(limit == "4s")
    }
  }

  @Test("refused at COMMIT by a deferred constraint is undone, and its connection is used again")
  func deferredConstraint() async throws {
    try await withClient(leased: 1) { client in
      try await client.withConnection { connection in
        try await connection.run(
          "CREATE TABLE a (n int PRIMARY KEY); CREATE TABLE b (n int CONSTRAINT known REFERENCES a DEFERRABLE INITIALLY DEFERRED)"
        )
      }
      let session = Query<Int>.value("SELECT pg_backend_pid()")
      let before = try await client.transaction { try await $0.one(session) }
      let error = await failure { try await client.transaction { try await $0.execute("INSERT INTO b VALUES (1)") } }
      #expect(error?.constraint == "known")
      let after = try await client.transaction { try await $0.one(session) }
      #expect(before == after)
    }
  }

  @Test("pipelines the statements of its child tasks, BEGIN ahead of all")
  func siblings() async throws {
    try await withSeats { client in
      try await client.transaction { transaction in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for id in 0..<20 { group.addTask { try await transaction.execute("INSERT INTO seat VALUES (\(id), 'x')") } }
          try await group.waitForAll()
        }
      }
      let rows = try await client.read(Self.count)
      #expect(rows == [20])
    }
  }

  @Test("of one isolation level or read only is what was asked for")
  func levels() async throws {
    try await withSeats { client in
      let level = Query<String>.value("SELECT current_setting('transaction_isolation')")
      let serializable = try await client.transaction(.serializable) { try await $0.one(level) }
      #expect(serializable == "serializable")
      let error = await failure {
        try await client.transaction(readOnly: true) { try await $0.execute("INSERT INTO seat VALUES (1, 'a')") }
      }
      #expect(error?.sqlState == "25006")
    }
  }

  @Test("refuses use after its end")
  func escapes() async throws {
    try await withSeats { client in
      let escaped = try await client.transaction { $0 }
      let error = await failure { try await escaped.execute("INSERT INTO seat VALUES (1, 'a')") }
      guard case .misuse = error else {
        Issue.record("got \(String(describing: error))")
        return
      }
    }
  }

  @Test("that its own body ended with SQL is an error, and its connection is not lent again")
  func bodyCommits() async throws {
    try await withSeats(leased: 1) { client in
      let error = await failure { try await client.transaction { try await $0.execute("COMMIT") } }
      guard case .misuse = error else {
        Issue.record("got \(String(describing: error))")
        return
      }
      let works = try await client.transaction { try await $0.one(Query<Int>.value("SELECT 1")) }
      #expect(works == 1)
    }
  }

  @Test("counts rows for one and oneOrNil")
  func one() async throws {
    try await withSeats { client in
      try await client.transaction { transaction in
        let none = try await transaction.oneOrNil(Query<Int>.value("SELECT 1 WHERE false"))
        #expect(none == nil)
        let missing = await failure { try await transaction.one(Query<Int>.value("SELECT 1 WHERE false")) }
        #expect(missing == .rowCount(0))
        let many = await failure { try await transaction.oneOrNil(Query<Int>.value("SELECT generate_series(1, 3)")) }
        #expect(many == .rowCount(3))
      }
    }
  }
}
