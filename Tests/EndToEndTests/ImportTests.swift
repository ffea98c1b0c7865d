import Glibc
import TestSupport
import Testing

@Suite("An import that cannot be", .serialized) struct ImportTests {
  /// A row of what is listed: file, line, column, code.
  private typealias Place = [String]

  @Test(
    "Every bad row, missing column, duplicate and unknown area is listed with its place, the exit status is 1, and nothing changes"
  )
  func everythingListed() async throws {
    try await ShellCity.with(small: true) { city in
      let before = try await Self.census(city)
      mkdir("\(city.scratch.path)/bad", 0o755)
      // The first line is the header: rows begin at line 2.
      try city.scratch.write("code,name\nswim,游泳\nswim,再游\nrow,\n", "bad/skills.csv")
      try city.scratch.write("code,title\ncare,关爱\n", "bad/domains.csv")
      try city.scratch.write(
        """
        number,name,phone,birth_year,kind,unit,area,grid,lon,lat,reach,max_per_day,max_per_week,max_minutes,skills,windows,wishes
        Y-1,好人一,15400000001,1980,volunteer,,999999,,110.01,39.6,4000,1,2,240,,6 14:00-18:00,
        Y-2,好人二,15400000002,nineteen,volunteer,,150101001,,110.01,39.6,4000,1,2,240,,6 14:00-18:00,
        Y-3,好人三,15400000003,1980,volunteer,,150101001,,110.01,39.6,4000,1,2,240,,6 14:00-18:00,
        Y-3,好人四,15400000004,1980,volunteer,,150101001,,110.01,39.6,4000,1,2,240,,6 14:00-18:00,
        Y-5,好人五,15400000005,1980,volunteer,,150101001,,110.01,39.6,4000,1,2,240,,6 18:00-14:00,
        """ + "\n", "bad/members.csv")
      let outcome = try await city.importing("bad")
      #expect(outcome.ending == .code(1), "\(outcome)")
      #expect(Array(outcome.rows.first?.prefix(4) ?? []) == ["file", "line", "column", "code"], "\(outcome)")
      let places = outcome.rows.dropFirst().map { Array($0.prefix(4)) }
      let expected: [Place] = [
        ["domains.csv", "1", "name", "COLUMN/MISSING"], ["domains.csv", "1", "title", "COLUMN/UNKNOWN"],
        ["skills.csv", "3", "code", "DUPLICATE"], ["skills.csv", "4", "name", "VALUE/REQUIRED"],
        ["members.csv", "2", "area", "REFERENCE"], ["members.csv", "3", "birth_year", "VALUE/NUMBER"],
        ["members.csv", "5", "number", "DUPLICATE"], ["members.csv", "6", "windows", "VALUE/LIST"],
      ]
      for place in expected { #expect(places.contains(place), "\(place) is not in\n\(outcome)") }
      #expect(outcome.errors.contains("NO IMPORT/FAILED"), "\(outcome)")
      #expect(outcome.rows.dropFirst().allSatisfy { $0.last?.isChinese == true }, "each with a sentence: \(outcome)")
      #expect(try await Self.census(city) == before)

      // The good rows of a bad file were not taken either; mended, it all goes in.
      try city.scratch.write("code,name\nswim,游泳\n", "bad/skills.csv")
      unlink("\(city.scratch.path)/bad/domains.csv")
      unlink("\(city.scratch.path)/bad/members.csv")
      let dry = try await city.importing("bad", "--dry")
      #expect(dry.ending == .code(0), "\(dry)")
      #expect(try await Self.census(city) == before)
      let mended = try await city.importing("bad")
      #expect(mended.ending == .code(0) && mended.rows.contains(["skills.csv", "1", "0", "0"]), "\(mended)")
    }
  }

  @Test("A file that no import knows, a folder that is not there, a file in no known encoding")
  func files() async throws {
    try await ShellCity.with(small: true) { city in
      mkdir("\(city.scratch.path)/odd", 0o755)
      try city.scratch.write("a,b\n", "odd/people.csv")
      let unknown = try await city.importing("odd")
      #expect(unknown.ending == .code(2) && unknown.errors.contains("people.csv"), "\(unknown)")
      let nowhere = try await city.importing("nowhere")
      #expect(nowhere.ending == .code(2) && nowhere.errors.contains("nowhere"), "\(nowhere)")
      unlink("\(city.scratch.path)/odd/people.csv")
      let descriptor = open("\(city.scratch.path)/odd/skills.csv", O_WRONLY | O_CREAT, 0o644)
      let octets = Array("code,name\nswim,".utf8) + [0xFF, 0xFF, 0xFE, 0x0A]
      #expect(write(descriptor, octets, octets.count) == octets.count)
      close(descriptor)
      let encoding = try await city.importing("odd")
      #expect(encoding.ending == .code(1), "\(encoding)")
      #expect(encoding.rows.contains { Array($0.prefix(1)) == ["skills.csv"] && $0.contains("CSV/ENCODING") }, "\(encoding)")
      #expect(try await SmallCity.number("SELECT count(*) FROM muster.skill", city.scratch.superuser()) == 2)
    }
  }

  private static func census(_ city: ShellCity) async throws -> Int64 {
    try await SmallCity.number(
      """
      SELECT (SELECT count(*) FROM muster.member) * 1000000 + (SELECT count(*) FROM muster.skill) * 10000
           + (SELECT count(*) FROM muster.domain) * 100 + (SELECT count(*) FROM muster.account)
      """, city.scratch.superuser())
  }
}
