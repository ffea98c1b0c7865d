import MusterDomain
import Testing

@testable import MusterCity

@Suite("A made-up city") struct SampleCityTests {
  private static let monday = CivilDate(daysSinceEpoch: 20_577)

  private func make(_ profile: SampleProfile, _ members: Int?, seed: UInt64 = 1) -> City {
    SampleCity.make(profile: profile, members: members, seed: seed, week: Self.monday)
  }

  /// FNV-1a over all files.
  private func digest(_ city: City) throws -> UInt64 {
    let files = try #require(CityFiles.write(city))
    return files.reduce(0xCBF2_9CE4_8422_2325) { hash, file in
      file.bytes.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
  }

  @Test(
    "is read back without a problem and just as it was made",
    arguments: SampleProfile.allCases, [20, 21, 60, 333, 1200])
  func roundTrip(profile: SampleProfile, members: Int) throws {
    let city = make(profile, members, seed: UInt64(members))
    let (again, problems) = CityFiles.read(try #require(CityFiles.write(city)), known: .none)
    #expect(problems == [])
    #expect(again == city)
    #expect(city.members.count == members)
    #expect(city.accounts.map(\.name) == ["staff", "grid", "unit", "leader", "member", "department"])
  }

  @Test("of full size has the real city's numbers and is read back without a problem")
  func linhe() throws {
    let city = make(.linhe, nil)
    let (again, problems) = CityFiles.read(try #require(CityFiles.write(city, encoding: .gb18030)), known: .none)
    #expect(problems == [])
    #expect(again == city)
    #expect([city.members.count, city.teams.count, city.units.count] == [2400, 170, 226])
    let kinds = Dictionary(city.teams.map { ($0.number, $0.kind) }, uniquingKeysWith: { first, _ in first })
    #expect(city.teamMembers.count { kinds[$0.team] == .volunteer } == 600)
    #expect(city.teamMembers.count { kinds[$0.team] == .member } == 1800)
  }

  @Test(
    "has the sizes that DOMAIN names",
    arguments: [
      (.ordos, [1, 9, 59, 236, 1564, 2360], 21_790, 1727), (.hulunbuir, [1, 14, 84, 236, 1180, 2742], 25_000, 778),
      (.longyan, [1, 7, 52, 136, 0, 663], 37_870, 481),
    ] as [(SampleProfile, [Int], Int, Int)])
  func sizes(profile: SampleProfile, levels: [Int], members: Int, teams: Int) {
    let sizes = profile.sizes
    let map = SampleMap(profile, sizes, seed: 1)
    #expect(AreaLevel.allCases.map { level in map.areas.count { $0.level == level } } == levels)
    #expect(sizes.members == members)
    #expect(SampleTeams(profile, sizes, map: map, seed: 1).teams.count == teams)
  }

  @Test("has room in its codes for every street and township, however large it is made", arguments: SampleProfile.allCases)
  func largest(profile: SampleProfile) {
    let sizes = profile.sizes.scaled(toMembers: SampleCity.mostMembers)
    let weights = profile.banners.map(\.weight)
    #expect(shares(of: sizes.streets, by: weights, least: 1).allSatisfy { $0 <= 500 })
    #expect(shares(of: sizes.townships, by: weights, least: 0).allSatisfy { $0 < 500 })
    #expect(sizes.communities / (sizes.streets + sizes.townships) < 100)
  }

  @Test("is the same for the same seed, on every machine, and another for another")
  func deterministic() throws {
    let first = make(.hulunbuir, 500, seed: 7)
    #expect(first == make(.hulunbuir, 500, seed: 7))
    #expect(first != make(.hulunbuir, 500, seed: 8))
    let pinned = try digest(first)
    #expect(pinned == 5_505_187_914_249_745_157)
  }

  @Test("lies in one week from Monday to Sunday, whichever of its days was named", arguments: 0..<7)
  func week(day: Int) {
    let city = SampleCity.make(profile: .linhe, members: 240, seed: 1, week: Self.monday.advanced(days: day))
    let days = Set(city.shifts.map(\.starts.date) + city.needs.flatMap(\.times).map(\.starts.date))
    #expect(days.min() == Self.monday)
    #expect(days.max() == Self.monday.advanced(days: 6))
  }

  @Test("moved by a week differs in nothing but its dates")
  func nextWeek() {
    let later = SampleCity.make(profile: .linhe, members: 240, seed: 1, week: Self.monday.advanced(days: 7))
    #expect(later.shifts.map(\.role) == make(.linhe, 240).shifts.map(\.role))
    #expect(later.shifts[0].starts == make(.linhe, 240).shifts[0].starts.advanced(minutes: 7 * 1440))
  }

  @Test("gives nobody a telephone that could ring, and no two members the same")
  func telephones() {
    let city = make(.ordos, 3000)
    let phones = city.members.map(\.phone) + city.needs.compactMap(\.contactPhone)
    #expect(phones.allSatisfy { $0.hasPrefix("154") })
    #expect(Set(phones).count == phones.count)
  }

  @Test("has accounts with something to see: work in the community, a person in the team, times to serve")
  func accounts() throws {
    let city = make(.linhe, nil)
    let account = { name in city.accounts.first { $0.name == name } }
    let community = try #require(account("staff")?.area)
    #expect(city.needs.count { $0.area == community } > 5)
    let team = try #require(account("leader")?.team)
    #expect(city.shifts.contains { $0.teams.contains(team) })
    let number = try #require(account("member")?.member)
    let member = try #require(city.members.first { $0.number == number })
    #expect(!member.windows.isEmpty)
    #expect(member.number != account("leader")?.member)
    let unit = try #require(account("unit")?.unit)
    #expect(city.members.contains { $0.unit == unit })
  }

  @Test("throws dice without a bias that shows", arguments: [2, 3, 7, 100])
  func dice(bound: Int) {
    var random = SampleRandom(seed: 1, label: "test")
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<(bound * 2000) { counts[random.below(bound)] += 1 }
    #expect(counts.allSatisfy { (1700...2300).contains($0) })
  }
}
