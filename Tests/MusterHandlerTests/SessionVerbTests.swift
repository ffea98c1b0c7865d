import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("SET and cols=") struct SessionVerbTests {
  @Test("SET changes zone, language and format of the session, together or not at all")
  func set() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "staff-east")
      let english = try await client.ok("SET lang=en")
      #expect(english.field("format") == "words")
      let set = try await client.ok("SET tz=Asia/Urumqi format=json proto=1")
      #expect(set.final.fields.map(\.value) == ["Asia/Urumqi", "en", "json", "1"])
      let identity = try await client.ok("WHOAMI")
      #expect(identity.field("tz") == "Asia/Urumqi")
      for (line, words) in [
        ("SET tz=Asia/Shanghai proto=2", "NO PROTO"), ("SET tz=Mars/Olympus lang=zh-CN", "BAD ARG/VALUE"),
        ("SET format=xml lang=zh-CN", "BAD ARG/VALUE"), ("SET lang=fr", "BAD ARG/VALUE"), ("SET color=blue", "BAD ARG/UNKNOWN"),
        ("SET", "BAD ARG/MISSING"), ("SET proto=0", "BAD ARG/VALUE"),
      ] {
        try await client.expect(line, words)
      }
      let unchanged = try await client.ok("SET proto=1")
      #expect(unchanged.final.fields == set.final.fields)
    }
  }

  @Test("HELP format=json spells that one reply so")
  func helpFormat() async throws {
    try await TestWorld.with { world in
      let client = world.stranger()
      let (json, usual) = (try await client.ok("HELP verbs format=json"), try await client.ok("HELP verbs"))
      #expect(json.format == .json && usual.format == nil)
      #expect(json.table == usual.table)
    }
  }

  @Test("cols= pins columns and their order, on every page, and may change between pages")
  func columns() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "member-1")
      let all = try await client.ok("AREAS")
      let first = try await client.ok("AREAS limit=2 cols=name,ID")
      #expect(first.table?.columns == ["name", "id"])
      #expect(first.column("id") == Array(all.column("id").prefix(2)))
      #expect(first.column("name") == Array(all.column("name").prefix(2)))
      let next = try #require(first.field("next"))
      let second = try await client.ok("AREAS limit=2 after=\(next) cols=id")
      #expect(second.table?.columns == ["id"])
      #expect(second.column("id") == Array(all.column("id")[2..<4]))
    }
  }

  @Test("cols= refuses a column that is not there, naming those that are, and one given twice")
  func unknownColumns() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "member-1")
      for line in ["AREAS cols=id,nosuch", "AREAS cols=id,id", "AREAS cols=id,", "AREAS cols=\"\""] {
        let refusal = try await client.expect(line, "BAD ARG/VALUE")
        #expect(refusal.final.text?.contains("id、parent、level、code、name、class、mark、v") == true)
      }
      try await client.expect("PING cols=id", "BAD ARG/UNKNOWN")
      let help = try await client.ok("HELP AREAS")
      #expect(help.column("name").contains("cols="))
    }
  }
}
