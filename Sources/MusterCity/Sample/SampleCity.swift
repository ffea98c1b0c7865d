import MusterDomain

/// A made-up city of a real one's size, the same for the same arguments on every machine. Everything that `muster import`
/// reads is in it; no person, unit, number or place below the banner is real.
public enum SampleCity {
  /// Fewer members than this would leave a level of the tree empty.
  public static let fewestMembers = 20
  /// Three digits number a banner's streets, 1 to 500, and its townships from 501: with fifty times Linhe's members it has
  /// 450 of the former.
  public static let mostMembers = 120_000

  /// `members` nil is the real city's number; another scales all sizes, clamped to what a city can be. The week is the one,
  /// from Monday, in which `week` lies.
  public static func make(profile: SampleProfile, members: Int?, seed: UInt64, week: CivilDate) -> City {
    let wanted = min(max(members ?? profile.members, fewestMembers), mostMembers)
    let sizes = wanted == profile.members ? profile.sizes : profile.sizes.scaled(toMembers: wanted)
    let monday = week.advanced(days: 1 - week.weekday)
    let map = SampleMap(profile, sizes, seed: seed)
    var units = SampleUnits(profile, sizes, map: map, seed: seed)
    var teams = SampleTeams(profile, sizes, map: map, seed: seed)
    let members = SampleMembers(profile, sizes, map: map, units: &units, teams: &teams, seed: seed, week: monday)
    let work = SampleWork(profile, sizes, map: map, teams: teams, seed: seed, week: monday)
    var city = City()
    city.areas = map.areas
    city.venues = work.venues
    city.domains = SampleCatalogue.domains.map { DomainRow(code: $0.code, name: $0.name) }
    city.skills = SampleCatalogue.skills(profile).map { SkillRow(code: $0.code, name: $0.name) }
    city.units = units.rows()
    city.pairings = units.pairings(week: monday)
    city.members = members.rows
    (city.teams, city.teamMembers) = teams.rows(members.rows)
    city.events = work.events
    city.shifts = work.shifts
    city.needs = work.needs
    city.accounts = SampleAccounts(city, root: map.cityCode).rows()
    city.numberLines()
    return city
  }
}

extension City {
  /// Gives each row the line that it has in its file when written.
  mutating func numberLines() {
    func number<Row: CityRow>(_ rows: inout [Row]) {
      for index in rows.indices { rows[index].line = index + 2 }
    }
    number(&areas)
    number(&venues)
    number(&domains)
    number(&skills)
    number(&units)
    number(&pairings)
    number(&members)
    number(&teams)
    number(&teamMembers)
    number(&events)
    number(&shifts)
    number(&needs)
    number(&accounts)
  }
}
