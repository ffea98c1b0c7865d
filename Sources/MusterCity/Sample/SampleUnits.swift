import MusterDomain

/// A unit while the city is being made.
struct SampleUnit {
  var row: UnitRow
  let banner: Int
  /// The community where it stands, and those that it is paired with, itself first.
  let home: Int
  let paired: [Int]
  /// How many of the city's people work there, relative to others.
  let size: Double
  var people = 0
}

/// The employers: bureaus with their schools and hospitals, state and private firms, social organisations, spread over
/// the banners, each paired with the community where it stands and about half with one more.
struct SampleUnits {
  private(set) var units: [SampleUnit] = []
  private let map: SampleMap
  private let profile: SampleProfile
  private var random: SampleRandom
  private var names: Set<String> = []
  private var serial = 0

  init(_ profile: SampleProfile, _ sizes: SampleSizes, map: SampleMap, seed: UInt64) {
    self.map = map
    self.profile = profile
    random = SampleRandom(seed: seed, label: "units")
    let ofCity = sizes.units / 6
    let main = map.banners.indices.max { map.banners[$0].weight < map.banners[$1].weight } ?? 0
    add(ofCity, banner: main, place: String(profile.chinese.dropLast()), level: .city)
    let parts = shares(of: sizes.units - ofCity, by: map.banners.map(\.weight), least: 0)
    for (index, count) in parts.enumerated() {
      add(count, banner: index, place: map.banners[index].short, level: .banner)
    }
  }

  var sizeSums: [Double] { runningSums(units.map(\.size)) }

  mutating func employ(_ unit: Int) { units[unit].people += 1 }

  /// The rows, with the headcount that ought to report: a little above those who did, and one unit in ten without a list.
  mutating func rows() -> [UnitRow] {
    units.map { unit in
      var row = unit.row
      if unit.people > 0, !random.chance(0.1) {
        row.expected = unit.people + unit.people * random.below(14) / 100 + random.below(2)
      }
      return row
    }
  }

  mutating func pairings(week: CivilDate) -> [PairingRow] {
    var rows: [PairingRow] = []
    for unit in units {
      for (index, community) in unit.paired.enumerated() {
        var kinds: [PairingKind] = [index == 0 ? .resident : .paired]
        if random.chance(0.12) { kinds.append(.business) }
        for kind in kinds { rows.append(pairing(unit, community, kind, week)) }
      }
    }
    return rows
  }

  private mutating func pairing(
    _ unit: SampleUnit, _ community: Int, _ kind: PairingKind, _ week: CivilDate
  ) -> PairingRow {
    let from = week.advanced(days: -random.within(40...1100))
    let lasts = random.chance(0.2) ? week.advanced(days: random.within(60...700)) : nil
    return PairingRow(
      unit: unit.row.code, area: map.communities[community].code, kind: kind, headcount: random.within(2...40),
      commitment: random.chance(0.8) ? random.one(of: SampleWords.commitments) : nil, from: from, to: lasts)
  }

  // MARK: One banner's units

  private enum Sort: CaseIterable { case bureau, school, firm, institution, central, hospital, state, social }

  private mutating func add(_ count: Int, banner: Int, place: String, level: UnitLevel) {
    var used: [Sort: Int] = [:]
    var bureauOf: [String: String] = [:]
    let round: [Sort] = [
      .bureau, .bureau, .school, .firm, .bureau, .institution, .hospital, .firm, .bureau, .central, .school, .bureau, .state,
      .social,
      .firm, .bureau, .school,
    ]
    for number in 0..<count {
      let sort = round[number % round.count]
      let serial = used[sort, default: 0]
      used[sort] = serial + 1
      var unit = described(sort, serial, place: place, level: level) ?? firm(place)
      unit.parent = unit.kind == .organ ? nil : bureauOf[unit.sector]
      append(unit, banner: banner, organ: &bureauOf)
    }
  }

  private struct Description {
    var name: String
    var level: UnitLevel
    var sector: String
    var kind: UnitKind
    var parent: String?
  }

  /// The `serial`-th unit of its sort in a place; nil when the words are used up.
  private mutating func described(_ sort: Sort, _ serial: Int, place: String, level: UnitLevel) -> Description? {
    func of(_ words: [(name: String, sector: String)], _ level: UnitLevel, _ kind: UnitKind) -> Description? {
      guard serial < words.count else { return nil }
      return Description(name: place + words[serial].name, level: level, sector: words[serial].sector, kind: kind)
    }
    func named(_ words: [String], _ level: UnitLevel, _ sector: String, _ kind: UnitKind) -> Description? {
      guard serial < words.count else { return nil }
      return Description(name: place + words[serial], level: level, sector: sector, kind: kind)
    }
    switch sort {
    case .bureau: return of(SampleWords.bureaus, level, .organ)
    case .institution: return of(SampleWords.institutions, level, .institution)
    case .central: return of(SampleWords.centralUnits, .central, serial % 5 == 0 ? .organ : .stateEnterprise)
    case .school: return named(SampleWords.schools, level, "教育系统", .school)
    case .hospital: return named(SampleWords.hospitals, level, "卫健系统", .hospital)
    case .state: return named(SampleWords.stateEnterprises, level, "国企系统", .stateEnterprise)
    case .social: return named(SampleWords.socialOrganisations, .nonpublic, "两新组织", .socialOrganisation)
    case .firm: return firm(place)
    }
  }

  private mutating func firm(_ place: String) -> Description {
    let name = "\(place)\(random.one(of: SampleWords.firmFirst))\(random.one(of: SampleWords.firmSecond))有限公司"
    return Description(name: name, level: .nonpublic, sector: "两新组织", kind: .privateEnterprise)
  }

  private mutating func append(_ unit: Description, banner: Int, organ: inout [String: String]) {
    var name = unit.name
    var round = 2
    while !names.insert(name).inserted {
      name = "\(unit.name)第\(round)分公司"
      round += 1
    }
    let code = creditCode(unit.kind, division: map.banners[banner].code)
    if unit.kind == .organ, organ[unit.sector] == nil { organ[unit.sector] = code }
    let here = map.communities.indices.filter { map.communities[$0].banner == banner }
    let home = here[random.index(cumulative: runningSums(here.map { map.communities[$0].population }))]
    let other = random.one(of: map.townMembers[map.communities[home].town])
    let paired = random.chance(0.5) && other != home ? [home, other] : [home]
    let edge = 1 + random.unit()
    units.append(
      SampleUnit(
        row: UnitRow(
          code: code, name: name, parent: unit.parent, level: unit.level, sector: unit.sector, kind: unit.kind,
          partyOrganisation: "\(name)党支部"),
        banner: banner, home: home, paired: paired, size: edge * edge * edge))
  }

  /// A code that is right by both standards and names no one: its organisation part begins with XM, which none was given.
  private mutating func creditCode(_ kind: UnitKind, division: String) -> String {
    let authority =
      switch kind {
      case .organ: "11"
      case .institution, .school, .hospital: "12"
      case .stateEnterprise, .privateEnterprise: "91"
      case .socialOrganisation: "52"
      }
    serial += 1
    let organisation = "XM\(padded(serial, 6))"
    let body = "\(authority)\(division)\(organisation)\(Self.organisationCheck(organisation))"
    let check = CreditCode.checkCharacter(body.utf8) ?? UInt8(ascii: "0")
    return body + String(UnicodeScalar(check))
  }

  /// The ninth character of an organisation's code, by GB 11714-1997.
  static func organisationCheck(_ body: String) -> String {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(body.utf8, weights).reduce(0) { sum, pair in
      sum + Int(pair.0) * pair.1 - (pair.0 >= 65 ? 55 : 48) * pair.1
    }
    let check = 11 - sum % 11
    return check == 10 ? "X" : check == 11 ? "0" : String(check)
  }
}
