/// How many of each thing a made-up city has.
struct SampleSizes {
  var banners: Int
  var streets: Int
  var townships: Int
  var communities: Int
  var quarters: Int
  var grids: Int
  var venues: Int
  var marked: Int
  var units: Int
  var members: Int
  var volunteerTeams: Int
  var memberTeams: Int
  var layTeams: Int
  /// Shifts of events and needs together, as the roster counts them.
  var shifts: Int

  var teams: Int { volunteerTeams + memberTeams + layTeams }

  /// The same city with `wanted` members and all else in proportion, each level at least as many as the one above.
  func scaled(toMembers wanted: Int) -> SampleSizes {
    func part(_ count: Int, least: Int = 1) -> Int { max(least, (count * wanted + members / 2) / members) }
    var sizes = self
    sizes.members = wanted
    sizes.communities = part(communities)
    sizes.banners = min(banners, sizes.communities)
    sizes.streets = min(sizes.communities, part(streets, least: sizes.banners))
    sizes.townships = min(sizes.communities - sizes.streets, part(townships, least: 0))
    sizes.quarters = quarters == 0 ? 0 : part(quarters, least: sizes.communities)
    sizes.grids = part(grids, least: max(sizes.quarters, 2 * sizes.communities))
    sizes.venues = part(venues, least: sizes.communities)
    sizes.marked = part(marked)
    sizes.units = part(units, least: 2)
    sizes.volunteerTeams = part(volunteerTeams)
    sizes.memberTeams = part(memberTeams)
    sizes.layTeams = layTeams == 0 ? 0 : part(layTeams)
    sizes.shifts = part(shifts, least: 8)
    return sizes
  }
}

struct SampleBanner {
  let name: String
  /// The six digits of GB/T 2260.
  let code: String
  let longitude: Double
  let latitude: Double
  /// Its share of the city's communities.
  let weight: Int

  init(_ name: String, _ code: String, _ longitude: Double, _ latitude: Double, _ weight: Int) {
    self.name = name
    self.code = code
    self.longitude = longitude
    self.latitude = latitude
    self.weight = weight
  }

  /// As units have it in their names: 东胜, not 东胜区.
  var short: String {
    for ending in ["达斡尔族自治旗", "族自治旗", "自治旗"] where name.hasSuffix(ending) {
      return String(name.dropLast(ending.count))
    }
    return String(name.dropLast())
  }
}

/// The four cities whose sizes are known (DOMAIN's list of real cities). City and banner names, codes and centres are the
/// real ones; everything below them, and every person and unit, is made up.
public enum SampleProfile: String, CaseIterable, Hashable, Sendable {
  case ordos, hulunbuir, linhe, longyan

  public var chinese: String {
    switch self {
    case .ordos: "鄂尔多斯市"
    case .hulunbuir: "呼伦贝尔市"
    case .linhe: "巴彦淖尔市"
    case .longyan: "龙岩市"
    }
  }

  /// The number of members that the real city has, and that a sample has unless told otherwise.
  public var members: Int { sizes.members }

  var code: String {
    switch self {
    case .ordos: "150600"
    case .hulunbuir: "150700"
    case .linhe: "150800"
    case .longyan: "350800"
    }
  }

  var isInnerMongolia: Bool { self != .longyan }

  /// In Linhe everyone serves in one team; elsewhere some in none and a few in two.
  var everyoneHasOneTeam: Bool { self == .linhe }

  /// What the documents leave open (grids of Ordos, streets and quarters of the others, shifts) is set in proportion.
  var sizes: SampleSizes {
    switch self {
    case .ordos:
      SampleSizes(
        banners: 9, streets: 26, townships: 33, communities: 236, quarters: 1564, grids: 2360, venues: 560, marked: 41,
        units: 620, members: 21_790, volunteerTeams: 1036, memberTeams: 518, layTeams: 173, shifts: 4400)
    case .hulunbuir:
      SampleSizes(
        banners: 14, streets: 40, townships: 44, communities: 236, quarters: 1180, grids: 2742, venues: 480, marked: 40,
        units: 620, members: 25_000, volunteerTeams: 467, memberTeams: 233, layTeams: 78, shifts: 5000)
    case .linhe:
      SampleSizes(
        banners: 1, streets: 9, townships: 4, communities: 30, quarters: 210, grids: 350, venues: 64, marked: 6,
        units: 226, members: 2400, volunteerTeams: 120, memberTeams: 50, layTeams: 0, shifts: 500)
    case .longyan:
      SampleSizes(
        banners: 7, streets: 18, townships: 34, communities: 136, quarters: 0, grids: 663, venues: 310, marked: 20,
        units: 860, members: 37_870, volunteerTeams: 241, memberTeams: 192, layTeams: 48, shifts: 7500)
    }
  }

  var banners: [SampleBanner] {
    switch self {
    case .ordos:
      [
        SampleBanner("东胜区", "150602", 109.9630, 39.8224, 34), SampleBanner("康巴什区", "150603", 109.7868, 39.6050, 12),
        SampleBanner("达拉特旗", "150621", 110.0338, 40.4124, 14), SampleBanner("准格尔旗", "150622", 111.2402, 39.8644, 16),
        SampleBanner("鄂托克前旗", "150623", 107.4776, 38.1826, 4), SampleBanner("鄂托克旗", "150624", 107.9760, 39.0896, 8),
        SampleBanner("杭锦旗", "150625", 108.7362, 39.8332, 5), SampleBanner("乌审旗", "150626", 108.8176, 38.6042, 7),
        SampleBanner("伊金霍洛旗", "150627", 109.7475, 39.5642, 13),
      ]
    case .hulunbuir:
      [
        SampleBanner("海拉尔区", "150702", 119.7364, 49.2122, 22), SampleBanner("扎赉诺尔区", "150703", 117.6702, 49.5104, 8),
        SampleBanner("满洲里市", "150781", 117.3786, 49.5978, 12), SampleBanner("牙克石市", "150782", 120.7117, 49.2856, 14),
        SampleBanner("扎兰屯市", "150783", 122.7375, 48.0136, 12), SampleBanner("额尔古纳市", "150784", 120.1802, 50.2430, 4),
        SampleBanner("根河市", "150785", 121.5204, 50.7804, 6), SampleBanner("阿荣旗", "150721", 123.4590, 48.1266, 8),
        SampleBanner("莫力达瓦达斡尔族自治旗", "150722", 124.5190, 48.4776, 7),
        SampleBanner("鄂伦春自治旗", "150723", 123.7260, 50.5918, 7), SampleBanner("鄂温克族自治旗", "150724", 119.7552, 49.1464, 6),
        SampleBanner("陈巴尔虎旗", "150725", 119.4240, 49.3284, 4), SampleBanner("新巴尔虎左旗", "150726", 118.2698, 48.2184, 3),
        SampleBanner("新巴尔虎右旗", "150727", 116.8236, 48.6720, 3),
      ]
    case .linhe: [SampleBanner("临河区", "150802", 107.4172, 40.7574, 1)]
    case .longyan:
      [
        SampleBanner("新罗区", "350802", 117.0374, 25.0986, 36), SampleBanner("永定区", "350803", 116.7320, 24.7234, 16),
        SampleBanner("长汀县", "350821", 116.3576, 25.8334, 18), SampleBanner("上杭县", "350823", 116.4204, 25.0494, 18),
        SampleBanner("武平县", "350824", 116.1004, 25.0952, 14), SampleBanner("连城县", "350825", 116.7544, 25.7106, 14),
        SampleBanner("漳平市", "350881", 117.4200, 25.2900, 14),
      ]
    }
  }
}

/// A plane in metres around a point, on which the city is laid out, and its way back to degrees. Equirectangular: right to
/// a few parts in a hundred over the widest of the cities, which is what a made-up place needs.
struct SamplePlane {
  static let metresPerDegree = 111_320.0

  let longitude: Double
  let latitude: Double
  private let eastScale: Double

  init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
    // The cosine by Bhaskara's formula: right to 0.2 % and without libm, whose last digit differs between machines.
    let square = latitude * latitude
    eastScale = Self.metresPerDegree * (32_400 - 4 * square) / (32_400 + square)
  }

  func spot(longitude: Double, latitude: Double) -> SampleSpot {
    SampleSpot(x: (longitude - self.longitude) * eastScale, y: (latitude - self.latitude) * Self.metresPerDegree)
  }

  /// Degrees to six decimals, about a decimetre.
  func point(_ spot: SampleSpot) -> GeoPoint {
    GeoPoint(
      longitude: ((longitude + spot.x / eastScale) * 1e6).rounded() / 1e6,
      latitude: ((latitude + spot.y / Self.metresPerDegree) * 1e6).rounded() / 1e6)
  }
}

/// A place on the plane, metres east and north of its middle.
struct SampleSpot {
  var x: Double
  var y: Double

  func squaredDistance(to other: SampleSpot) -> Double {
    (x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)
  }
}
