import Postgres
import Testing

@Suite("COPY") struct CopyTests {
  static let table = "CREATE TABLE item (id int PRIMARY KEY, name text)"
  static let count = Query<Int>.value("SELECT count(*) FROM item")

  @Test("takes rows in, quoting what must be quoted, and gives them out again")
  func inAndOut() async throws {
    try await withClient { client in
      let names: [String?] = ["名冊", nil, "tab\there", "line\nhere", "back\\slash", "\r", ""]
      try await client.transaction { transaction in
        try await transaction.run(Self.table)
        let stored = try await transaction.copyIn("COPY item FROM STDIN") { writer in
          for (id, name) in names.enumerated() { try await writer.row(["\(id)", name]) }
        }
        #expect(stored == names.count)
        let back = try await transaction.query(Query<String?>.value("SELECT name FROM item ORDER BY id"))
        #expect(back == names)
      }
      var text: [UInt8] = []
      let given = try await client.withConnection { connection in
        try await connection.copyOut("COPY (SELECT id, name FROM item WHERE id < 2 ORDER BY id) TO STDOUT") { text += $0 }
      }
      #expect(given == 2)
      #expect(String(decoding: text, as: UTF8.self) == "0\t名冊\n1\t\\N\n")
    }
  }

  @Test("moves a hundred thousand rows both ways")
  func many() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        try await connection.run(Self.table)
        let stored = try await connection.copyIn("COPY item FROM STDIN") { writer in
          for id in 0..<100_000 { try await writer.write("\(id)\tmember number \(id)\n".utf8) }
        }
        #expect(stored == 100_000)
        var lines = 0
        try await connection.copyOut("COPY item TO STDOUT") { chunk in lines += chunk.count { $0 == UInt8(ascii: "\n") } }
        #expect(lines == 100_000)
        let after = try await connection.one(Self.count)
        #expect(after == 100_000)
      }
    }
  }

  @Test("with a bad row fails with the server's reason and stores nothing; the connection goes on")
  func badRow() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        try await connection.run(Self.table)
        let error = await failure {
          try await connection.copyIn("COPY item FROM STDIN") { writer in
            try await writer.row(["1", "a"])
            try await writer.row(["x", "b"])
          }
        }
        #expect(error?.sqlState == "22P02")
        let rows = try await connection.one(Self.count)
        #expect(rows == 0)
      }
    }
  }

  @Test("whose writer throws stores nothing; the connection goes on")
  func writerThrows() async throws {
    struct Stop: Error {}
    try await withClient { client in
      try await client.withConnection { connection in
        try await connection.run(Self.table)
        await #expect(throws: Stop.self) {
          try await connection.copyIn("COPY item FROM STDIN") { writer in
            try await writer.row(["1", "a"])
            throw Stop()
          }
        }
        let rows = try await connection.one(Self.count)
        #expect(rows == 0)
      }
    }
  }

  @Test("that cannot begin says why", arguments: ["COPY nowhere FROM STDIN", "COPY item TO STDOUT", "SELECT 1"])
  func cannotBegin(sql: String) async throws {
    try await withClient { client in
      try await client.withConnection { try await $0.run(Self.table) }
      let error = await failure {
        try await client.withConnection { try await $0.copyIn(sql) { try await $0.row(["1"]) } }
      }
      #expect(error != nil)
      let rows = try await client.transaction { try await $0.one(Self.count) }
      #expect(rows == 0)
    }
  }

  @Test("out that fails in the middle says why; the connection goes on")
  func failsInTheMiddle() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        let error = await failure {
          try await connection.copyOut("COPY (SELECT 1 / (500 - n) FROM generate_series(1, 1000) n) TO STDOUT") { _ in }
        }
        #expect(error?.sqlState == "22012")
        let one = try await connection.one(Query<Int>.value("SELECT 1"))
        #expect(one == 1)
      }
    }
  }

  @Test("out whose receiver throws closes the connection, and the next one is good")
  func receiverThrows() async throws {
    struct Stop: Error {}
    try await withClient(leased: 1) { client in
      await #expect(throws: Stop.self) {
        try await client.transaction { transaction in
          try await transaction.copyOut("COPY (SELECT generate_series(1, 1000000)) TO STDOUT") { _ in throw Stop() }
        }
      }
      let one = try await client.transaction { try await $0.one(Query<Int>.value("SELECT 1")) }
      #expect(one == 1)
    }
  }

  @Test("on the shared connection is refused, and reads go on")
  func notPipelined() async throws {
    try await withClient { client in
      let error = await failure { try await client.read(Query.void("COPY (SELECT 1) TO STDOUT")) }
      #expect(error != nil)
      let rows = try await client.read(Query<Int>.value("SELECT 1"))
      #expect(rows == [1])
    }
  }
}
