import Postgres
import Testing

@Suite("The shared connection") struct PipelinedLaneTests {
  @Test("connects, reads a row and closes")
  func readsARow() async throws {
    try await withClient { client in
      try await client.connect()
      let rows = try await client.read(Query("SELECT \(7), \("骨直令")", as: Int.self, String.self))
      #expect(rows.count == 1)
      #expect(rows[0] == (7, "骨直令"))
    }
  }

  @Test("gives 64 callers at once their own rows")
  func manyReaders() async throws {
    try await withClient { client in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for caller in 0..<64 {
          group.addTask {
            for round in 0..<50 {
              let wanted = caller * 1000 + round
              let rows = try await client.read(Query<Int>.value("SELECT \(wanted)"))
              guard rows == [wanted] else { return false }
            }
            return true
          }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }

  @Test("keeps an error with its own query")
  func errorsStayApart() async throws {
    try await withClient { client in
      async let good = client.read(Query<Int>.value("SELECT 1"))
      async let bad = failure { try await client.read(Query<Int>.value("SELECT 1 / \(0)")) }
      async let unknown = failure { try await client.read(Query<Int>.value("SELECT x FROM nowhere")) }
      async let after = client.read(Query<Int>.value("SELECT 2"))
      let answers = try await (good, bad?.sqlState, unknown?.sqlState, after)
      #expect(answers == ([1], "22012", "42P01", [2]))
    }
  }

  @Test("shows the preamble's setting to the read, and to nobody after it", arguments: [false, true])
  func preambleScope(readFails: Bool) async throws {
    try await withClient { client in
      let scope: SQL = "SELECT set_config('muster.areas', \("{1,2}"), true)"
      if readFails {
        let error = await failure { try await client.read(Query<Int>.value("SELECT 1 / \(0)"), first: [scope]) }
        #expect(error?.sqlState == "22012")
      } else {
        let inside = try await client.read(Query<String>.value("SELECT current_setting('muster.areas')"), first: [scope])
        #expect(inside == ["{1,2}"])
      }
      let after = try await client.read(Query<String?>.value("SELECT nullif(current_setting('muster.areas', true), '')"))
      #expect(after == [nil])
    }
  }
}
