import MusterDomain
import Postgres

/// One need, as NEEDS lists it. Whom to visit comes along only where row security lets the asker see it, and only for one need
/// at a time.
public struct NeedRow: Sendable {
  public let id: Int64
  public let title: String
  public let area: Int32
  public let place: Int32?
  public let domain: String
  public let urgency: Int16
  public let skill: String?
  public let minimum: Int16
  public let seats: Int16
  public let deadline: Instant?
  public let shift: Int64?
  public let state: NeedState
  public let rating: Int16?
  /// Its alternatives, in their order.
  public let times: [TimeSpan]
  public let contact: String?
  public let phone: String?
  public let v: Int32

  public struct Filter: Sendable {
    public var id: Int64?
    public var within: Int32?
    public var state: NeedState?
    public var domain: String?
    /// Only those whose deadline has passed by then and that are not done.
    public var lateAt: Instant?
    /// Id of the last row seen.
    public var after: Int64?

    public init(
      id: Int64? = nil, within: Int32? = nil, state: NeedState? = nil, domain: String? = nil, lateAt: Instant? = nil,
      after: Int64? = nil
    ) {
      self.lateAt = lateAt
      self.id = id
      self.within = within
      self.state = state
      self.domain = domain
      self.after = after
    }
  }

  /// By id, the oldest first.
  public static func list(_ filter: Filter, limit: Int) -> Query<NeedRow> {
    Query(
      """
      SELECT n.id, n.title, n.area_id, n.place_id, n.domain, n.urgency, n.skill, n.minimum, n.seats, n.deadline,
             (SELECT s.id FROM muster.shift s WHERE s.need_id = n.id), n.state, n.rating,
             array(SELECT t.starts_at FROM muster.need_time t WHERE t.need_id = n.id ORDER BY t.ordinal),
             array(SELECT t.ends_at FROM muster.need_time t WHERE t.need_id = n.id ORDER BY t.ordinal),
             c.name, c.phone, n.v
        FROM muster.need n
        LEFT JOIN muster.need_contact c ON c.need_id = n.id AND n.id = \(filter.id)::int8
       WHERE (\(filter.id)::int8 IS NULL OR n.id = \(filter.id))
         AND (\(filter.within)::int IS NULL OR n.area_id = ANY ((SELECT muster.communities(\(filter.within)))::int[]))
         AND (\(filter.state?.rawValue)::text IS NULL OR n.state = \(filter.state?.rawValue))
         AND (\(filter.domain)::text IS NULL OR n.domain = \(filter.domain))
         AND (\(filter.lateAt)::timestamptz IS NULL
              OR (n.deadline <= \(filter.lateAt) AND n.state IN ('reported', 'accepted', 'scheduled')))
         AND n.id > \(filter.after ?? 0)::int8
       ORDER BY n.id LIMIT \(limit)
      """
    ) { row in
      let (
        id, title, area, place, domain, urgency, skill, minimum, seats, deadline, shift, state, rating, starts, ends, contact,
        phone, v
      ) = try row.decode(
        Int64.self, String.self, Int32.self, Int32?.self, String.self, Int16.self, String?.self, Int16.self, Int16.self,
        Instant?.self, Int64?.self, NeedState.self, Int16?.self, [Instant].self, [Instant].self, String?.self, String?.self,
        Int32.self)
      return NeedRow(
        id: id, title: title, area: area, place: place, domain: domain, urgency: urgency, skill: skill, minimum: minimum,
        seats: seats, deadline: deadline, shift: shift, state: state, rating: rating,
        times: zip(starts, ends).compactMap { TimeSpan($0, $1) }, contact: contact, phone: phone, v: v)
    }
  }
}

extension NeedRow {
  /// Its deadline has passed and it is not done.
  public func isLate(at now: Instant) -> Bool {
    guard let deadline, deadline <= now else { return false }
    return [.reported, .accepted, .scheduled].contains(state)
  }
}

/// A need as a change finds it.
public struct NeedRecord: Sendable {
  public let id: Int64
  public let area: Int32
  public let title: String
  public let domain: String
  public let urgency: Int
  public let skill: String?
  public let minimum: Int
  public let seats: Int
  public let state: NeedState
  public let longitude: Double
  public let latitude: Double
  public let v: Int32
  /// The shift that it came down to, once accepted.
  public let shift: Int64?
  /// The account that entered it.
  public let creator: Int64

  /// Locks the row until the transaction ends; before shifts and members, always.
  public static func locked(_ id: Int64) -> Query<NeedRecord> {
    Query(
      """
      SELECT n.id, n.area_id, n.title, n.domain, n.urgency, n.skill, n.minimum, n.seats, n.state, n.longitude, n.latitude, n.v,
             (SELECT s.id FROM muster.shift s WHERE s.need_id = n.id), n.created_by
        FROM muster.need n WHERE n.id = \(id) FOR NO KEY UPDATE OF n
      """
    ) { row in
      let (id, area, title, domain, urgency, skill, minimum, seats, state, longitude, latitude, v, shift, creator) =
        try row.decode(
          Int64.self, Int32.self, String.self, String.self, Int16.self, String?.self, Int16.self, Int16.self, NeedState.self,
          Double.self, Double.self, Int32.self, Int64?.self, Int64.self)
      return NeedRecord(
        id: id, area: area, title: title, domain: domain, urgency: Int(urgency), skill: skill, minimum: Int(minimum),
        seats: Int(seats), state: state, longitude: longitude, latitude: latitude, v: v, shift: shift, creator: creator)
    }
  }
}

/// A need that is not there yet, with whom to visit.
public struct NewNeed: Sendable {
  public var area: Int32
  public var place: Int32?
  public var title: String
  public var source: String
  public var mode: String
  public var domain: String
  public var urgency: Int
  public var skill: String?
  public var minimum: Int
  public var seats: Int
  public var deadline: Instant?
  public var longitude: Double
  public var latitude: Double
  public var times: [TimeSpan]
  public var contact: String?
  public var phone: String?

  public init(
    area: Int32, place: Int32?, title: String, source: String, mode: String, domain: String, urgency: Int, skill: String?,
    minimum: Int, seats: Int, deadline: Instant?, longitude: Double, latitude: Double, times: [TimeSpan], contact: String?,
    phone: String?
  ) {
    self.area = area
    self.place = place
    self.title = title
    self.source = source
    self.mode = mode
    self.domain = domain
    self.urgency = urgency
    self.skill = skill
    self.minimum = minimum
    self.seats = seats
    self.deadline = deadline
    self.longitude = longitude
    self.latitude = latitude
    self.times = times
    self.contact = contact
    self.phone = phone
  }
}

extension StoreTransaction {
  /// Enters a need as reported, with its alternatives and its contact, and gives its number.
  public func add(_ need: NewNeed) async throws -> Int64 {
    let id = try await transaction.one(
      Query<Int64>.value(
        """
        INSERT INTO muster.need (area_id, place_id, title, source, mode, domain, urgency, skill, minimum, seats, deadline, state,
                                 longitude, latitude, created_by, created_at)
        VALUES (\(need.area), \(need.place), \(need.title), \(need.source), \(need.mode), \(need.domain), \(need.urgency),
                \(need.skill), \(need.minimum), \(need.seats), \(need.deadline), 'reported', \(need.longitude),
                \(need.latitude), \(principal.account), \(now))
        RETURNING id
        """))
    try await execute(
      """
      INSERT INTO muster.need_time (need_id, ordinal, starts_at, ends_at)
      SELECT \(id), t.place - 1, t.starts, t.ends
        FROM unnest(\(need.times.map(\.start)), \(need.times.map(\.end))) WITH ORDINALITY t (starts, ends, place)
      """)
    if need.contact != nil || need.phone != nil {
      try await execute(
        """
        INSERT INTO muster.need_contact (need_id, area_id, place_id, name, phone)
        VALUES (\(id), \(need.area), \(need.place), \(need.contact), \(need.phone))
        """)
    }
    return id
  }

  /// Writes a need's state, reason and rating, and raises its revision, which it gives. Entering an end erases the contact: the
  /// schema sees to it.
  public func change(need: Int64, state: NeedState, reason: String?, rating: Int?) async throws -> Int32 {
    try await transaction.one(
      Query<Int32>.value(
        """
        UPDATE muster.need SET state = \(state.rawValue), reason = coalesce(\(reason), reason),
               rating = coalesce(\(rating)::int8, rating), v = v + 1
         WHERE id = \(need) RETURNING v
        """))
  }

  /// Erases contacts whose days after the service are over (`need.contact_days` of the day of service). How many.
  public func eraseContacts(most: Int) async throws -> Int {
    Int(try await first(Query<Int64>.value("SELECT muster.erase_contacts(\(now), \(Int32(clamping: most)))")) ?? 0)
  }

  /// Whether somebody for whom the asker speaks served on the shift: the asker's own member, or one of its unit.
  public func servedOn(shift: Int64, member: Int64?, asUnit: Bool) async throws -> Bool {
    try await transaction.one(
      Query<Bool>.value(
        """
        SELECT EXISTS (SELECT FROM muster.service_record
                        WHERE shift_id = \(shift)
                          AND (member_id = \(member)::int8 OR (\(asUnit) AND unit_id = ANY ((SELECT muster.units())::int[]))))
        """))
  }
}

extension NeedState: PostgresDecodable {
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> NeedState {
    let text = try String.decode(cell)
    guard let state = NeedState(rawValue: text) else { throw .decoding(column: "state", problem: "no state \(text)") }
    return state
  }
}
