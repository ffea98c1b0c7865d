import MusterDomain
import Postgres

/// One registration, as REGISTRATIONS lists it.
public struct RegistrationRow: Sendable {
  public let id: Int64
  public let member: Int64
  public let name: String?
  public let area: Int32
  public let unit: Int32?
  public let state: String
  public let receipt: String?
  public let changed: Instant
  public let v: Int32

  public struct Filter: Sendable {
    public var id: Int64?
    public var state: String?
    public var within: Int32?
    public var unit: Int32?
    public var after: Int64

    public init(id: Int64?, state: String?, within: Int32?, unit: Int32?, after: Int64) {
      self.id = id
      self.state = state
      self.within = within
      self.unit = unit
      self.after = after
    }
  }

  private static let columns: SQL = """
    g.id, g.member_id, coalesce(m.name, muster.registrant(g.id)), g.area_id, g.unit_id, g.state, g.receipt, g.changed_at, g.v
    """

  /// By id.
  public static func list(_ filter: Filter, limit: Int) -> Query<RegistrationRow> {
    Query(
      """
      SELECT \(raw: columns)
        FROM muster.registration g LEFT JOIN muster.member m ON m.id = g.member_id
       WHERE g.id > \(filter.after)
         AND (\(filter.id)::int8 IS NULL OR g.id = \(filter.id))
         AND (\(filter.state)::text IS NULL OR g.state = \(filter.state))
         AND (\(filter.within)::int IS NULL OR g.area_id = ANY ((SELECT muster.communities(\(filter.within)))::int[])
              OR g.place_id = ANY ((SELECT muster.subtree(\(filter.within)))::int[]))
         AND (\(filter.unit)::int IS NULL OR g.unit_id = ANY ((SELECT muster.unit_subtree(\(filter.unit)))::int[]))
       ORDER BY g.id LIMIT \(limit)
      """, decode: RegistrationRow.init(row:))
  }

  /// One, held against others until the transaction ends.
  public static func held(_ id: Int64) -> Query<RegistrationRow> {
    Query(
      """
      SELECT \(raw: columns)
        FROM muster.registration g LEFT JOIN muster.member m ON m.id = g.member_id
       WHERE g.id = \(id) FOR NO KEY UPDATE OF g
      """, decode: RegistrationRow.init(row:))
  }

  private init(row: PostgresRow) throws {
    (id, member, name, area, unit, state, receipt, changed, v) = try row.decode(
      Int64.self, Int64.self, String?.self, Int32.self, Int32?.self, String.self, String?.self, Instant.self, Int32.self)
  }
}

/// Who is to be registered: the member's present home and unit.
public struct Registrant: Sendable {
  public let area: Int32
  public let unit: Int32?

  public static func query(_ member: Int64) -> Query<Registrant> {
    Query("SELECT area_id, unit_id FROM muster.member WHERE id = \(member)") { row in
      let (area, unit) = try row.decode(Int32.self, Int32?.self)
      return Registrant(area: area, unit: unit)
    }
  }
}

extension StoreTransaction {
  /// A new receipt number 回执 such as `HZ-2026-000123`.
  public func nextReceipt(year: Int) async throws -> String {
    try await first(Query<String>.value("SELECT muster.next_receipt(\(Int32(clamping: year)))")) ?? ""
  }

  /// A new registration's number; nil where the member has one that is open already, seen or unseen.
  public func register(
    member: Int64, unit: Int32?, area: Int32, place: Int32?, state: RegistrationState, receipt: String?
  ) async throws -> Int64? {
    let added = try await first(
      Query<Int64>.value(
        """
        INSERT INTO muster.registration (member_id, unit_id, area_id, place_id, state, receipt, created_at, changed_at)
        VALUES (\(member), \(unit), \(area), \(place), \(state.rawValue), \(receipt), \(now), \(now))
        ON CONFLICT (member_id) WHERE state in ('drafted', 'submitted', 'approved', 'active', 'exempt') DO NOTHING
        RETURNING id
        """))
    guard let added else { return nil }
    try await noteRegistration(added, reason: nil)
    return added
  }

  /// Moves a registration that is held to a state; gives its new revision.
  public func moveRegistration(_ id: Int64, to state: RegistrationState, receipt: String?, reason: String?) async throws
    -> Int32
  {
    let v = try await first(
      Query<Int32>.value(
        """
        UPDATE muster.registration
           SET state = \(state.rawValue), receipt = \(receipt), reason = \(reason), changed_at = \(now), v = v + 1
         WHERE id = \(id) RETURNING v
        """))
    guard let v else { throw StoreError.denied }
    try await noteRegistration(id, reason: reason)
    return v
  }

  /// Makes the community that has received the registration the member's home.
  public func rehome(registration id: Int64) async throws { try await execute("SELECT muster.rehome(\(id))") }

  private func noteRegistration(_ id: Int64, reason: String?) async throws {
    try await execute(
      """
      INSERT INTO muster.registration_step (registration_id, at, state, actor_id, reason, member_id, area_id, unit_id)
      SELECT id, \(now), state, \(principal.account), \(reason), member_id, area_id, unit_id
        FROM muster.registration WHERE id = \(id)
      """)
  }
}
