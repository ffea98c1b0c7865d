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

  static func query(account: Int64) -> Query<Principal> {
    Query(
      """
      SELECT id, name, role, version, area_id, unit_id, team_id, member_id, areas, places, units, teams, total_areas, total_units
        FROM muster.principal(\(account))
      """
    ) { row in
      let (id, name, role, version, area, unit, team, member, areas, places, units, teams, totalAreas, totalUnits) =
        try row.decode(
          Int64.self, String.self, String.self, Int32.self, Int32?.self, Int32?.self, Int32?.self, Int64?.self,
          [Int32]?.self, [Int32]?.self, [Int32]?.self, [Int32]?.self, [Int32]?.self, [Int32]?.self)
      return Principal(
        account: id, name: name, role: Role(rawValue: role), version: version, area: area, unit: unit, team: team,
        member: member,
        areas: areas, places: places, units: units, teams: teams, totalAreas: totalAreas, totalUnits: totalUnits,
        enteredRole: role)
    }
  }
}
