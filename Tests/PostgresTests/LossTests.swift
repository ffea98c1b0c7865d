import Postgres
import TestSupport
import Testing

@Suite("A lost connection") struct LossTests {
  /// Kills every other session of this database that runs or last ran a statement like `pattern`.
  private func kill(_ pattern: String, _ client: PostgresClient) async throws -> Int {
    try await client.withConnection { connection in
      try await connection.one(
        Query<Int>.value(
          """
          SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE \(pattern)
          """))
    }
  }

  /// Returns once some session of this database is in a statement like `pattern`.
  private func untilRunning(_ pattern: String, _ client: PostgresClient) async throws {
    try await client.withConnection { connection in
      let running = Query<Bool>.value(
        """
        SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                          AND state = 'active' AND query LIKE \(pattern))
        """)
      while try await !connection.one(running) { try Task.checkCancellation() }
    }
  }

  @Test("fails every read under way at once, and later reads work")
  func reads() async throws {
    try await withClient { client in
      let tasks = (0..<8).map { _ in
        Task { await failure { try await client.read(Query.void("SELECT pg_sleep(3600)")) } }
      }
      try await untilRunning("SELECT pg_sleep(3600)", client)
      let killed = try await kill("SELECT pg_sleep(3600)", client)
      #expect(killed == 1)
      for task in tasks {
        guard case .connectionDown(_, outcomeUnknown: true) = await task.value else {
          Issue.record("a read was not told of the loss")
          continue
        }
      }
      let rows = try await client.read(Query<Int>.value("SELECT 1"))
      #expect(rows == [1])
      #expect(client.statistics.reconnects == 1)
    }
  }

  @Test("before COMMIT is connection down with nothing done")
  func beforeCommit() async throws {
    try await withClient { client in
      try await client.withConnection { try await $0.run("CREATE TABLE t (n int)") }
      let error = await failure {
        try await client.transaction { transaction in
          try await transaction.execute("INSERT INTO t VALUES (1)")
          _ = try await kill("INSERT INTO t%", client)
          try await transaction.execute("INSERT INTO t VALUES (2)")
        }
      }
      guard case .connectionDown(_, outcomeUnknown: false) = error else {
        Issue.record("got \(String(describing: error))")
        return
      }
      let rows = try await client.read(Query<Int>.value("SELECT count(*) FROM t"))
      #expect(rows == [0])
    }
  }

  @Test("between the last statement and COMMIT is never a silent success")
  func justBeforeCommit() async throws {
    try await withClient { client in
      try await client.withConnection { try await $0.run("CREATE TABLE t (n int)") }
      let error = await failure {
        try await client.transaction { transaction in
          try await transaction.execute("INSERT INTO t VALUES (1)")
          _ = try await kill("INSERT INTO t%", client)
        }
      }
      switch error {
      // Which of the two depends on whether the loss was noticed before COMMIT was written.
      case .connectionDown(_, outcomeUnknown: false), .commitUnknown: break
      default: Issue.record("got \(String(describing: error))")
      }
    }
  }

  /// A deferred trigger runs inside COMMIT, so that the session dies there and nowhere else.
  static let suicide = """
    CREATE TABLE t (n int);
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(3600); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die();
    """

  @Test("during COMMIT is commit unknown")
  func duringCommit() async throws {
    try await withClient { client in
      try await client.withConnection { try await $0.run(Self.suicide) }
      let error = await failure { try await client.transaction { try await $0.execute("INSERT INTO t VALUES (1)") } }
      guard case .commitUnknown = error else {
        Issue.record("got \(String(describing: error))")
        return
      }
    }
  }

  @Test("in the middle of a COPY is connection down", arguments: [false, true])
  func copy(isOut: Bool) async throws {
    try await withClient { client in
      try await client.withConnection { try await $0.run("CREATE TABLE t (n int)") }
      let error = await failure {
        try await client.withConnection { connection in
          if isOut {
            try await connection.copyOut("COPY (SELECT n FROM generate_series(1, 1000000) n) TO STDOUT") { _ in
              _ = try await kill("COPY%", client)
            }
          } else {
            try await connection.copyIn("COPY t FROM STDIN") { writer in
              _ = try await kill("COPY%", client)
              for number in 0..<1_000_000 { try await writer.row(["\(number)"]) }
            }
          }
        }
      }
      guard case .connectionDown = error else {
        Issue.record("got \(String(describing: error))")
        return
      }
    }
  }

  @Test(
    "that cannot be made says why to the log and nothing to the client",
    arguments: [
      "host=/nowhere", "host=127.0.0.1 port=1 connect_timeout=2", "host=/nowhere,/nowhere/else",
    ])
  func unreachable(conninfo: String) async throws {
    let client = PostgresClient(PostgresConfiguration(conninfo: conninfo), logger: quiet)
    let errors = [
      await failure { try await client.connect() }, await failure { try await client.read(Query<Int>.value("SELECT 1")) },
      await failure { try await client.transaction { try await $0.one(Query<Int>.value("SELECT 1")) } },
    ]
    await client.close()
    for error in errors {
      #expect(error?.description == "the database is not reachable")
      #expect(error?.debugDescription.contains("connection down (outcome known: nothing): connection to server") == true)
    }
  }

  @Test("string that libpq cannot read is our mistake")
  func badString() async throws {
    let client = PostgresClient(PostgresConfiguration(conninfo: "hots=x"), logger: quiet)
    let error = await failure { try await client.connect() }
    await client.close()
    guard case .misuse = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
  }

  @Test("among several hosts: the next that answers is used")
  func severalHosts() async throws {
    try await TestDatabase.with { database in
      let conninfo = database.conninfo()
      let host = try #require(conninfo.split(separator: " ").first { $0.hasPrefix("host=") }?.dropFirst(5))
      let client = PostgresClient(
        PostgresConfiguration(conninfo: "\(conninfo) host=/nowhere,\(host) target_session_attrs=read-write"), logger: quiet)
      try await client.connect()
      await client.close()
    }
  }

  @Test("takes no settings with it: they hold on the next one too")
  func settings() async throws {
    try await withClient(settings: [("application_name", "名 with space\\"), ("statement_timeout", "12345")]) { client in
      let setting = Query<String>.value("SELECT current_setting('application_name') || current_setting('statement_timeout')")
      let before = try await client.read(setting)
      // application_name keeps ASCII only, by the server's own rule.
      #expect(before == ["\\xe5\\x90\\x8d with space\\12345ms"] || before == ["??? with space\\12345ms"])
      _ = try await kill("SELECT current_setting%", client)
      let exclusive = try await client.transaction { try await $0.one(setting) }
      #expect([exclusive] == before)
    }
  }
}
