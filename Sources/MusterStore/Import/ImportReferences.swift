import MusterDomain
import Postgres

/// The codes that a city's database knows: what the files of an import may refer to.
public struct ImportReferences: Sendable {
  /// Level 1 is the city.
  public let areas: [(code: String, level: Int16, parent: String?)]
  public let units: [(code: String, parent: String?)]
  public let venues: [String]
  public let domains: [String]
  public let skills: [String]
  public let members: [String]
  public let teams: [String]
  public let events: [String]
}

extension Store {
  /// Read as the city's import, in one transaction of its own.
  public func importReferences(as principal: Principal, at now: Instant) async throws -> ImportReferences {
    try await transact(as: principal.importing, at: now) { transaction in
      func codes(_ sql: SQL) async throws -> [String] { try await transaction.rows(Query<String>.value(sql)) }
      let areas = try await transaction.rows(
        Query(
          "SELECT a.code, a.level, p.code FROM muster.area a LEFT JOIN muster.area p ON p.id = a.parent_id", as: String.self,
          Int16.self, String?.self))
      let units = try await transaction.rows(
        Query(
          "SELECT u.code, p.code FROM muster.unit u LEFT JOIN muster.unit p ON p.id = u.parent_id", as: String.self,
          String?.self))
      return ImportReferences(
        areas: areas.map { (code: $0.0, level: $0.1, parent: $0.2) }, units: units.map { (code: $0.0, parent: $0.1) },
        venues: try await codes("SELECT code FROM muster.venue"), domains: try await codes("SELECT code FROM muster.domain"),
        skills: try await codes("SELECT code FROM muster.skill"), members: try await codes("SELECT number FROM muster.member"),
        teams: try await codes("SELECT number FROM muster.team"), events: try await codes("SELECT number FROM muster.event"))
    }
  }
}
