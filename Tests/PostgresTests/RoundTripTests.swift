import Postgres
import Testing

@Suite("Fewer round trips") struct RoundTripTests {
  private static let names = Query<String>.value("SELECT name FROM note ORDER BY name")

  private func withNotes(_ body: (PostgresClient) async throws -> Void) async throws {
    try await withClient(leased: 1) { client in
      try await client.withConnection { connection in
        try await connection.run("CREATE TABLE note (id int PRIMARY KEY, name text NOT NULL CHECK (name <> ''))")
      }
      try await body(client)
    }
  }

  @Test("Several queries answer together, each with its own rows, and see what those before them did")
  func together() async throws {
    try await withNotes { client in
      let (added, names, count) = try await client.transaction { transaction in
        try await transaction.queries(
          Query<Int>.value("INSERT INTO note VALUES (7, 'a') RETURNING id"), Self.names,
          Query<Int>.value("SELECT count(*) FROM note"))
      }
      #expect(added == [7])
      #expect(names == ["a"])
      #expect(count == [1])
    }
  }

  @Test("The first of several queries that fails is thrown, and a row that does not decode names its column")
  func failing() async throws {
    try await withNotes { client in
      let refused = await failure {
        try await client.transaction { transaction in
          try await transaction.queries(Self.names, Query<Int>.value("SELECT 1/0"), Self.names)
        }
      }
      #expect(refused?.sqlState == "22012")
      let undecoded = await failure {
        try await client.transaction { try await $0.queries(Self.names, Query<Int>.value("SELECT 'x'::text AS x")) }
      }
      guard case .decoding(let column, _) = undecoded else {
        Issue.record("\(String(describing: undecoded))")
        return
      }
      #expect(column == "x")
    }
  }

  @Test("A posted statement runs before the next one")
  func posted() async throws {
    try await withNotes { client in
      let names = try await client.transaction { transaction in
        try transaction.post("INSERT INTO note VALUES (1, 'a')")
        try transaction.post("INSERT INTO note VALUES (2, \("b"))")
        return try await transaction.query(Self.names)
      }
      #expect(names == ["a", "b"])
    }
  }

  @Test("A statement posted last is committed, also when nothing else was said")
  func committed() async throws {
    try await withNotes { client in
      try await client.transaction { transaction in
        _ = try await transaction.query(Self.names)
        try transaction.post("INSERT INTO note VALUES (1, 'a')")
      }
      try await client.transaction { try $0.post("INSERT INTO note VALUES (2, 'b')") }
      let names = try await client.read(Self.names)
      #expect(names == ["a", "b"])
    }
  }

  @Test(
    "The failure of a posted statement is thrown by what it travels with, and nothing is committed", arguments: [false, true])
  func failingPost(isLast: Bool) async throws {
    try await withNotes { client in
      let error = await failure {
        try await client.transaction { transaction in
          try await transaction.execute("INSERT INTO note VALUES (1, 'a')")
          try transaction.post("INSERT INTO note VALUES (2, '')")
          if !isLast { _ = try await transaction.query(Self.names) }
        }
      }
      #expect(error?.sqlState == "23514")
      let names = try await client.read(Self.names)
      #expect(names.isEmpty)
      #expect(client.statistics.reconnects == 0)
    }
  }

  @Test("What was posted goes with the body that throws, and with the savepoint that is undone")
  func undone() async throws {
    struct Stop: Error {}
    try await withNotes { client in
      await #expect(throws: Stop.self) {
        try await client.transaction { transaction in
          try transaction.post("INSERT INTO note VALUES (1, 'a')")
          throw Stop()
        }
      }
      try await client.transaction { transaction in
        try transaction.post("INSERT INTO note VALUES (2, 'b')")
        try? await transaction.savepoint { inner in
          try inner.post("INSERT INTO note VALUES (3, '')")
          throw Stop()
        }
        try transaction.post("INSERT INTO note VALUES (4, 'd')")
      }
      let names = try await client.read(Self.names)
      #expect(names == ["b", "d"])
    }
  }
}
