import MusterDomain
import Postgres

/// An account with its rights as they were when they were read: for whom a transaction acts. Row security reads nothing
/// else. A change of the rights raises `version`, and then `enter` refuses with `StoreError.rightsChanged`.
public struct Principal: Hashable, Sendable {
  public let account: Int64
  public let name: String
  /// Nil for the daemon's own hand.
  public let role: Role?
  public let version: Int32
  public let area: Int32?
  public let unit: Int32?
  public let team: Int32?
  public let member: Int64?
  let areas: [Int32]?
  let places: [Int32]?
  let units: [Int32]?
  let teams: [Int32]?
  let totalAreas: [Int32]?
  let totalUnits: [Int32]?
  /// What row security is told; the import's job is the one that differs from the role.
  var enteredRole: String
  /// What the token that it came by is limited to, but for the networks; nil for all that the account may.
  public private(set) var limits: TokenLimits?

  /// How many areas the account works with by name.
  public var areaCount: Int { areas?.count ?? 0 }

  /// True where rows hanging on that community (or higher area) are the account's to work with.
  public func works(in area: Int32) -> Bool { areas?.contains(area) ?? false }

  /// The same account, entering as the city's import.
  public var importing: Principal {
    var copy = self
    copy.enteredRole = "import"
    return copy
  }

  /// The first statement of every segment and transaction.
  var enter: SQL {
    "SELECT muster.enter(\(account), \(version), \(enteredRole), \(areas), \(places), \(units), \(teams), \(member), \(totalAreas), \(totalUnits))"
  }

  private static let columns: SQL =
    "id, name, role, version, area_id, unit_id, team_id, member_id, areas, places, units, teams, total_areas, total_units"

  static func query(account: Int64) -> Query<Principal> {
    Query("SELECT \(raw: columns) FROM muster.principal(\(account))", decode: Principal.init(row:))
  }

  /// The rights by a token, and when it runs out.
  static func query(token: String, at now: Instant) -> Query<TokenSession> {
    Query("SELECT \(raw: columns), expires_at, verbs, token_area, is_limited FROM muster.token_principal(\(token), \(now))") {
      row in
      var principal = try Principal(row: row)
      if try row[17, as: Bool.self] { principal.limits = TokenLimits(verbs: try row[15], area: try row[16]) }
      return TokenSession(principal: principal, expires: try row[14, as: Instant?.self])
    }
  }

  private init(row: PostgresRow) throws {
    account = try row[0]
    name = try row[1]
    enteredRole = try row[2]
    role = Role(rawValue: enteredRole)
    version = try row[3]
    area = try row[4]
    unit = try row[5]
    team = try row[6]
    member = try row[7]
    areas = try row[8]
    places = try row[9]
    units = try row[10]
    teams = try row[11]
    totalAreas = try row[12]
    totalUnits = try row[13]
  }
}
