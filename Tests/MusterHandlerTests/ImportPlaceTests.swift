import MusterCity
import MusterDomain
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Places and people that move by an import") struct ImportPlaceTests {
  private static let areas = "code,name,level,parent,order,lon,lat\n"
  private static let members =
    "number,name,phone,birth_year,kind,area,grid,lon,lat,reach,max_per_day,max_per_week,max_minutes\n"

  @Test("What lies below an area that moves follows to its new community")
  func moves() async throws {
    try await TestWorld.with { world in
      func community(_ code: String) async throws -> Int64 {
        try await world.number("SELECT community_id FROM muster.area WHERE code = \(code)")
      }
      let grid = "G1,新网格,grid,Q1,1,110.01,39.6\n"
      let first = try await world.load("areas.csv", Self.areas + grid + "Q1,新小区,quarter,150101001,1,110.01,39.6\n")
      #expect(first.problems == [])
      #expect(try await community("G1") == 4)
      let second = try await world.load("areas.csv", Self.areas + "Q1,新小区,quarter,150101002,1,110.01,39.6\n")
      #expect(second.result.contains("\"updated\": 1"))
      #expect(try await community("Q1") == 5)
      #expect(try await community("G1") == 5)
    }
  }

  @Test("A session that is open sees what an import adds to its area, without logging in again")
  func openSession() async throws {
    try await TestWorld.with { world in
      let street = try await world.client(as: "staff-street")
      let east = try await world.client(as: "staff-east")
      #expect(try await street.ok("MEMBERS").column("number").count == 8)
      let loaded = try await world.load([
        (name: "areas.csv", bytes: Array((Self.areas + "150101003,南社区,community,150101,3,110.0,39.59\n").utf8)),
        (
          name: "members.csv",
          bytes: Array((Self.members + "X1,新成员,13900000001,1980,volunteer,150101003,,110.0,39.59,5000,1,3,600\n").utf8)
        ),
      ])
      #expect(loaded.problems == [])
      #expect(try await street.ok("MEMBERS").column("number").last == "X1")
      #expect(try await east.ok("MEMBERS").column("number").contains("X1") == false)
    }
  }

  @Test("Rows may stand in any order within a file")
  func anyOrder() async throws {
    try await TestWorld.with { world in
      try await world.clear()
      var city = try TestWorld.sample(members: 120)
      city.areas.reverse()
      city.units.reverse()
      city.members.reverse()
      let loaded = try await world.load(try #require(CityFiles.write(city)))
      #expect(loaded.problems == [])
      let parents = city.units.count { $0.parent != nil }
      #expect(try await world.number("SELECT count(*) FROM muster.unit WHERE parent_id IS NOT NULL") == parents)
      let again = try await world.load(try #require(CityFiles.write(try TestWorld.sample(members: 120))))
      #expect(again.result.contains("\"updated\": 0"))
    }
  }

  @Test("Two imports at once are done one after the other, and neither is lost")
  func together() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "admin")
      for code in ["150101003", "150101004"] {
        let text = Self.areas + "\(code),新社区,community,150101,3,110.0,39.59\n"
        let id = try await world.upload([(name: "areas.csv", bytes: Array(text.utf8))], by: client)
        try await client.ok("IMPORT.RUN \(id)")
      }
      let runner = world.runner
      async let one = runner.runOne()
      async let two = runner.runOne()
      let ran = try await [one, two]
      #expect(ran == [true, true])
      #expect(try await world.number("SELECT count(*) FROM muster.job WHERE state = 'done'") == 2)
      #expect(try await world.number("SELECT count(*) FROM muster.area WHERE name = '新社区'") == 2)
    }
  }

  @Test("An import that was cancelled before it began has failed, and leaves nothing")
  func cancelled() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "admin")
      let id = try await world.upload([(name: "skills.csv", bytes: Array("code,name\nswim,游泳\n".utf8))], by: client)
      try await client.ok("IMPORT.RUN \(id)")
      try await world.execute("UPDATE muster.job SET state = 'cancelled'")
      #expect(try await world.runner.runOne() == false)
      #expect(try await client.ok("IMPORT.ERRORS \(id)").field("state") == "failed")
      #expect(try await world.number("SELECT count(*) FROM muster.skill WHERE code = 'swim'") == 0)
    }
  }
}
