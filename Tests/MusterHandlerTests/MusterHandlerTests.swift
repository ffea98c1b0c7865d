import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("One verb through every layer") struct WholeWayTests {
  @Test("Areas are listed for whoever is logged in, page by page")
  func areas() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "member-1")
      let all = try await client.ok("AREAS")
      #expect(all.column("id") == ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7"])
      let first = try await client.ok("AREAS under=A-3 limit=2")
      #expect(first.column("id") == ["A-3", "A-4"])
      let next = try #require(first.field("next"))
      let second = try await client.ok("AREAS under=A-3 limit=2 after=\(next)")
      #expect(second.column("id") == ["A-5", "A-6"])
      try await client.expect("AREAS limit=2 after=\(next)", "BAD ARG/VALUE")
      // Every character of it counts: another number in the key is none of ours.
      for place in stride(from: 0, to: next.count, by: 3) {
        var forged = Array(next)
        forged[place] = forged[place] == "1" ? "2" : "1"
        try await client.expect("AREAS under=A-3 limit=2 after=\(String(forged))", "BAD ARG/VALUE")
      }
      try await client.expect("AREAS A-99", "NO NOT-FOUND")
    }
  }

  @Test("Areas stand in the official order, below their parents' order, whole and page by page")
  func officialOrder() async throws {
    try await TestWorld.with { world in
      // A second street, first in the order; the quarters of its community come before those of the other street's.
      try await world.execute(
        """
        UPDATE muster.area SET ordinal = CASE id WHEN 4 THEN 2 WHEN 5 THEN 1 ELSE 5 END
        """)
      try await world.execute(
        """
        INSERT INTO muster.area (code, parent_id, level, name, ordinal, longitude, latitude)
        SELECT 'new-street', parent_id, level, '新街道', 1, longitude, latitude FROM muster.area WHERE id = 3
        """)
      try await world.execute(
        """
        INSERT INTO muster.area (code, parent_id, level, name, ordinal, longitude, latitude)
        SELECT 'new-community', (SELECT id FROM muster.area WHERE code = 'new-street'), level, '新社区', 9, longitude, latitude
          FROM muster.area WHERE id = 4
        """)
      let client = try await world.client(as: "member-1")
      let all = try await client.ok("AREAS").column("id")
      let communities = try await client.ok("AREAS level=4").column("id")
      #expect(communities.prefix(3) == ["A-9", "A-5", "A-4"], "the new street's first, for its parent is")
      var (paged, page) = ([String](), try await client.ok("AREAS limit=1"))
      while true {
        paged += page.column("id").compactMap(\.self)
        guard let next = page.field("next") else { break }
        page = try await client.ok("AREAS limit=1 after=\(next)")
      }
      #expect(paged == all)
      #expect(try await client.ok("AREAS A-9").column("id") == ["A-9"])
    }
  }

  @Test("A quarter that moves takes its grids and households along to the other community")
  func movedQuarter() async throws {
    try await TestWorld.with { world in
      for (code, level, parent) in [("quarter", 5, "150101001"), ("grid", 6, "quarter"), ("household", 7, "grid")] {
        try await world.execute(
          """
          INSERT INTO muster.area (code, parent_id, level, name, longitude, latitude)
          SELECT \(code), id, \(level)::int8, '静园', 110, 39.6 FROM muster.area WHERE code = \(parent)
          """)
      }
      try await world.execute("UPDATE muster.area SET parent_id = 5 WHERE code = 'quarter'")
      #expect(
        try await world.number("SELECT count(*) FROM muster.area WHERE name = '静园' AND community_id = 5") == 3)
      #expect(try await world.number("SELECT community_id FROM muster.area WHERE id = 6") == 4, "another's grid stays")
    }
  }

  @Test("A stranger may ping and ask for help, and nothing else")
  func stranger() async throws {
    try await TestWorld.with { world in
      let client = world.stranger()
      try await client.expect("PING", "OK")
      try await client.expect("HELP", "OK")
      try await client.expect("AREAS", "NO AUTH/REQUIRED")
      try await client.expect("AUTH TOKEN mst_AAAA1111_\(String(repeating: "0", count: 52))", "NO AUTH/FAILED")
    }
  }
}
