/// A community while the city is being made.
struct SampleCommunity {
  var code: String
  var name: String
  let banner: Int
  /// Communities of one town lie together; people move about inside it.
  let town: Int
  let spot: SampleSpot
  /// Metres between neighbouring communities.
  let gap: Double
  /// How many people live there, relative to others.
  let population: Double
  var grids: [(code: String, spot: SampleSpot)] = []
  /// Indices of the communities nearest to it, itself first, at most 30.
  var near: [Int] = []
}

/// The area tree and the places on it: banners around their real centres, streets in each banner's town, townships out
/// in the country, communities on jittered lattices, quarters and grids inside them.
struct SampleMap {
  let plane: SamplePlane
  private(set) var communities: [SampleCommunity] = []
  private(set) var areas: [AreaRow] = []
  private(set) var townMembers: [[Int]] = []
  let banners: [SampleBanner]
  private let profile: SampleProfile
  private let sizes: SampleSizes
  private let words: SampleWords
  private var random: SampleRandom

  init(_ profile: SampleProfile, _ sizes: SampleSizes, seed: UInt64) {
    self.profile = profile
    self.sizes = sizes
    words = SampleWords(profile)
    random = SampleRandom(seed: seed, label: "map")
    banners = Array(profile.banners.sorted { $0.weight > $1.weight }.prefix(sizes.banners)).sorted { $0.code < $1.code }
    plane = SamplePlane(
      longitude: banners.map(\.longitude).reduce(0, +) / Double(banners.count),
      latitude: banners.map(\.latitude).reduce(0, +) / Double(banners.count))
    layTree()
    layGrids()
    findNeighbours()
  }

  /// Running sums of the populations, for throwing a community.
  var populationSums: [Double] { runningSums(communities.map(\.population)) }

  var cityCode: String { "\(profile.code)000000" }

  /// A place at home or on the street in a community: near one of its grids.
  func spot(in community: Int, _ random: inout SampleRandom) -> SampleSpot {
    let grids = communities[community].grids
    let at = grids[random.below(grids.count)].spot
    return SampleSpot(x: at.x + (random.unit() - 0.5) * 300, y: at.y + (random.unit() - 0.5) * 300)
  }

  // MARK: The tree

  private mutating func layTree() {
    areas.append(
      AreaRow(
        code: cityCode, name: profile.chinese, level: .city, parent: nil, order: 1,
        point: plane.point(SampleSpot(x: 0, y: 0)), partyOrganisation: "中共\(profile.chinese)委员会"))
    let weights = banners.map(\.weight)
    let streets = shares(of: sizes.streets, by: weights, least: 1)
    let townships = shares(of: sizes.townships, by: weights, least: 0)
    // A township has one community, every second one two; the streets share the rest.
    let spare = sizes.communities - sizes.streets - sizes.townships
    let doubled = min(sizes.townships / 2, spare)
    let inStreets = shares(of: sizes.communities - sizes.townships - doubled, by: weights, atLeast: streets)
    var names = communityNames()
    var doubledLeft = doubled
    for (index, banner) in banners.enumerated() {
      layBanner(banner, index)
      layStreets(banner, index, streets: streets[index], communities: inStreets[index], &names)
      for number in 0..<townships[index] {
        let count = doubledLeft > 0 && number % 2 == 0 ? 2 : 1
        doubledLeft -= count - 1
        layTownship(banner, index, number: number, communities: count, &names)
      }
      // Odd counts leave a few: they go to the last township of the banner, or of a later one.
    }
    for _ in 0..<doubledLeft { addToLastTown(&names) }
    markSome()
  }

  private mutating func layBanner(_ banner: SampleBanner, _ index: Int) {
    areas.append(
      AreaRow(
        code: "\(banner.code)000000", name: banner.name, level: .banner, parent: cityCode,
        areaClass: ["第一方阵", "第二方阵", "第三方阵"][index % 3], order: index + 1,
        point: GeoPoint(longitude: banner.longitude, latitude: banner.latitude),
        partyOrganisation: "中共\(banner.name)委员会"))
  }

  private mutating func layStreets(
    _ banner: SampleBanner, _ index: Int, streets: Int, communities count: Int, _ names: inout [String]
  ) {
    let centre = plane.spot(longitude: banner.longitude, latitude: banner.latitude)
    let gap = 1250 + 500 * random.unit()
    // Neighbours share a street: go round the centre and cut the circle into streets.
    let around = random.lattice(count, gap: gap).sorted { $0.turn < $1.turn }
    let stems = random.shuffled(words.streetStems)
    townMembers.append([])
    for number in 0..<streets {
      let part = around[(count * number / streets)..<(count * (number + 1) / streets)]
      let code = "\(banner.code)\(padded(number + 1, 3))"
      let middle = part.reduce(SampleSpot(x: centre.x, y: centre.y)) { sum, spot in
        SampleSpot(x: sum.x + spot.x / Double(part.count), y: sum.y + spot.y / Double(part.count))
      }
      let name = "\(stems[number % stems.count])\(number < stems.count ? "" : "第二")街道"
      areas.append(
        AreaRow(
          code: "\(code)000", name: name, level: .street, parent: "\(banner.code)000000",
          areaClass: random.pick(SampleWords.streetClasses), order: number + 1, point: plane.point(middle),
          partyOrganisation: "\(name)党工委"))
      for (serial, offset) in part.enumerated() {
        let spot = SampleSpot(x: centre.x + offset.x, y: centre.y + offset.y)
        addCommunity(code, serial, index, spot, gap: gap, population: 0.5 + random.unit(), &names)
      }
    }
  }

  private mutating func layTownship(
    _ banner: SampleBanner, _ index: Int, number: Int, communities count: Int, _ names: inout [String]
  ) {
    let centre = plane.spot(longitude: banner.longitude, latitude: banner.latitude)
    let far = countrySpot(around: centre)
    let gap = 1800 + 1200 * random.unit()
    let code = "\(banner.code)\(padded(number + 501, 3))"
    let stems = words.townshipStems
    let stem = stems[(index * 7 + number) % stems.count]
    let name = "\(stem)\(words.townshipKinds[number % words.townshipKinds.count])"
    areas.append(
      AreaRow(
        code: "\(code)000", name: name, level: .street, parent: "\(banner.code)000000", areaClass: "苏木乡镇", order: number + 501,
        point: plane.point(far), partyOrganisation: "\(name)党委"))
    townMembers.append([])
    for (serial, offset) in random.lattice(count, gap: gap).enumerated() {
      let spot = SampleSpot(x: far.x + offset.x, y: far.y + offset.y)
      let population = (0.45 + 0.3 * random.unit()) * (0.5 + random.unit())
      addCommunity(code, serial, index, spot, gap: gap, population: population, &names)
    }
  }

  /// 9 to 55 km from the banner's town, more of them near.
  private mutating func countrySpot(around centre: SampleSpot) -> SampleSpot {
    while true {
      let (x, y) = random.disk()
      let length = (x * x + y * y).squareRoot()
      if length < 0.05 { continue }
      let distance = 9000 + 46_000 * random.unit() * random.unit()
      return SampleSpot(x: centre.x + x / length * distance, y: centre.y + y / length * distance)
    }
  }

  private mutating func addToLastTown(_ names: inout [String]) {
    guard let last = communities.last else { return }
    let street = String(last.code.prefix(9))
    let serial = communities.count(where: { $0.code.hasPrefix(street) })
    let spot = SampleSpot(x: last.spot.x + last.gap, y: last.spot.y)
    addCommunity(street, serial, last.banner, spot, gap: last.gap, population: 0.6, &names)
  }

  private mutating func addCommunity(
    _ street: String, _ serial: Int, _ banner: Int, _ spot: SampleSpot, gap: Double, population: Double,
    _ names: inout [String]
  ) {
    let code = "\(street)\(padded(serial + 1, 3))"
    let name = "\(names.removeLast())社区"
    townMembers[townMembers.count - 1].append(communities.count)
    communities.append(
      SampleCommunity(
        code: code, name: name, banner: banner, town: townMembers.count - 1, spot: spot, gap: gap, population: population))
    areas.append(
      AreaRow(
        code: code, name: name, level: .community, parent: "\(street)000",
        areaClass: random.pick(SampleWords.communityClasses), order: serial + 1, point: plane.point(spot),
        partyOrganisation: "\(name)党委"))
  }

  /// More names than communities, in a thrown order; past the words' combinations they are numbered.
  private mutating func communityNames() -> [String] {
    let plain = words.communityFirst.flatMap { first in
      words.communitySecond.filter { $0 != first }.map { "\(first)\($0)" }
    }
    var names = random.shuffled(plain)
    var round = 2
    while names.count < sizes.communities + 8 {
      names = plain.map { "\($0)第\(round)" } + names
      round += 1
    }
    return names
  }

  private mutating func markSome() {
    let chosen = Set(random.shuffled(communities.map(\.code)).prefix(sizes.marked))
    for index in areas.indices where chosen.contains(areas[index].code) { areas[index].mark = "示范点" }
  }

  // MARK: Quarters, grids, neighbours

  private mutating func layGrids() {
    for index in communities.indices {
      let quarters = share(sizes.quarters, index)
      let first = random.below(SampleWords.quarterFirst.count)
      for number in 0..<quarters { addQuarter(index, number, first) }
      for number in 0..<share(sizes.grids, index) { addGrid(index, number, quarters: quarters) }
    }
  }

  private mutating func addQuarter(_ index: Int, _ number: Int, _ first: Int) {
    let community = communities[index]
    let stems = SampleWords.quarterFirst
    let name = stems[(first + number) % stems.count] + random.one(of: SampleWords.quarterSecond)
    areas.append(
      AreaRow(
        code: "\(community.code)X\(padded(number + 1, 2))",
        name: number < stems.count ? name : "\(name)\(number / stems.count + 1)期", level: .quarter, parent: community.code,
        areaClass: random.pick(SampleWords.quarterClasses), order: number + 1, point: plane.point(somewhere(in: community))))
  }

  /// Where there are quarters each grid lies in one of them, else in the community itself.
  private mutating func addGrid(_ index: Int, _ number: Int, quarters: Int) {
    let community = communities[index]
    let code = "\(community.code)\(padded(number + 1, 3))"
    let spot = somewhere(in: community)
    let parent = quarters > 0 ? "\(community.code)X\(padded(number % quarters + 1, 2))" : community.code
    areas.append(
      AreaRow(
        code: code, name: "\(community.name)第\(number + 1)网格", level: .grid, parent: parent, order: number + 1,
        point: plane.point(spot), partyOrganisation: "第\(number + 1)网格党支部"))
    communities[index].grids.append((code, spot))
  }

  private mutating func somewhere(in community: SampleCommunity) -> SampleSpot {
    let (x, y) = random.disk()
    return SampleSpot(x: community.spot.x + x * community.gap * 0.55, y: community.spot.y + y * community.gap * 0.55)
  }

  private mutating func findNeighbours() {
    for index in communities.indices {
      let here = communities[index].spot
      let order = communities.indices.map { ($0, communities[$0].spot.squaredDistance(to: here)) }
        .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
      communities[index].near = order.prefix(30).map(\.0)
    }
  }

  // MARK: Arithmetic

  private func share(_ total: Int, _ index: Int) -> Int {
    total / communities.count + (index < total % communities.count ? 1 : 0)
  }
}
