import MusterDomain
import Postgres

/// One event, as EVENTS lists it. Row security keeps drafts and other places' events from whoever may not see them.
public struct EventRow: Sendable {
  public let id: Int64
  public let span: TimeSpan
  public let title: String
  public let area: Int32
  public let venue: Int32?
  public let domain: String
  public let state: EventState
  /// Over its shifts that are not cancelled.
  public let seats: Int64
  public let taken: Int64
  /// What it is an occurrence of.
  public let series: Int64?
  public let v: Int32

  public struct Filter: Sendable {
    public var id: Int64?
    public var series: Int64?
    /// Community or higher area; its subtree is meant.
    public var within: Int32?
    public var state: EventState?
    public var from: Instant?
    public var to: Instant?
    public var domain: String?
    /// Start (microseconds) and id of the last row seen.
    public var after: [Int64]

    public init(
      id: Int64? = nil, series: Int64? = nil, within: Int32? = nil, state: EventState? = nil, from: Instant? = nil,
      to: Instant? = nil, domain: String? = nil, after: [Int64] = []
    ) {
      self.id = id
      self.series = series
      self.within = within
      self.state = state
      self.from = from
      self.to = to
      self.domain = domain
      self.after = after
    }
  }

  /// By start, then id. Served by event_starts_idx.
  public static func list(_ filter: Filter, limit: Int) -> Query<EventRow> {
    let after = filter.after.first.map(Instant.init(microseconds:))
    return Query(
      """
      SELECT e.id, e.starts_at, e.ends_at, e.title, e.area_id, e.venue_id, e.domain, e.state,
             coalesce(s.seats, 0), coalesce(s.taken, 0), e.series_id, e.v
        FROM muster.event e
        LEFT JOIN LATERAL (SELECT sum(seats)::int8 AS seats, sum(taken)::int8 AS taken
                             FROM muster.shift WHERE event_id = e.id AND state <> 'cancelled') s ON true
       WHERE (\(filter.id)::int8 IS NULL OR e.id = \(filter.id))
         AND (\(filter.series)::int8 IS NULL OR e.series_id = \(filter.series))
         AND (\(filter.within)::int IS NULL OR e.area_id = ANY ((SELECT muster.communities(\(filter.within)))::int[]))
         AND (\(filter.state?.rawValue)::text IS NULL OR e.state = \(filter.state?.rawValue))
         AND (\(filter.from)::timestamptz IS NULL OR e.starts_at >= \(filter.from))
         AND (\(filter.to)::timestamptz IS NULL OR e.starts_at < \(filter.to))
         AND (\(filter.domain)::text IS NULL OR e.domain = \(filter.domain))
         AND (\(after)::timestamptz IS NULL OR (e.starts_at, e.id) > (\(after), \(filter.after.last)::int8))
       ORDER BY e.starts_at, e.id LIMIT \(limit)
      """
    ) { row in
      let (id, starts, ends, title, area, venue, domain, state, seats, taken, series, v) = try row.decode(
        Int64.self, Instant.self, Instant.self, String.self, Int32.self, Int32?.self, String.self, EventState.self, Int64.self,
        Int64.self, Int64?.self, Int32.self)
      return EventRow(
        id: id, span: try TimeSpan.read(starts, ends), title: title, area: area, venue: venue, domain: domain, state: state,
        seats: seats, taken: taken, series: series, v: v)
    }
  }
}

/// An event as a change finds it.
public struct EventRecord: Sendable {
  public let id: Int64
  public let area: Int32
  public let venue: Int32?
  public let title: String
  public let domain: String
  public let state: EventState
  public let span: TimeSpan
  public let longitude: Double
  public let latitude: Double
  /// The account that made it.
  public let creator: Int64
  public let v: Int32

  /// Locks the row until the transaction ends, so that changes to one event, its shifts and its settlement take turns. Before
  /// shifts and members, always.
  public static func locked(_ id: Int64) -> Query<EventRecord> {
    Query(
      "SELECT \(raw: columns) FROM muster.event WHERE id = \(id) FOR NO KEY UPDATE", decode: EventRecord.init(row:))
  }

  static let columns: SQL = """
    id, area_id, venue_id, title, domain, state, starts_at, ends_at, longitude, latitude, created_by, v
    """

  init(row: PostgresRow) throws {
    let (id, area, venue, title, domain, state, starts, ends, longitude, latitude, creator, v) = try row.decode(
      Int64.self, Int32.self, Int32?.self, String.self, String.self, EventState.self, Instant.self, Instant.self, Double.self,
      Double.self, Int64.self, Int32.self)
    (self.id, self.area, self.venue, self.title, self.domain) = (id, area, venue, title, domain)
    (self.state, span, self.longitude, self.latitude) = (state, try TimeSpan.read(starts, ends), longitude, latitude)
    (self.creator, self.v) = (creator, v)
  }
}

/// An event that is not there yet.
public struct NewEvent: Sendable {
  public var area: Int32
  public var venue: Int32?
  public var title: String
  public var domain: String
  public var span: TimeSpan
  public var longitude: Double
  public var latitude: Double
  public var beneficiaries: Int

  public init(
    area: Int32, venue: Int32?, title: String, domain: String, span: TimeSpan, longitude: Double, latitude: Double,
    beneficiaries: Int
  ) {
    self.area = area
    self.venue = venue
    self.title = title
    self.domain = domain
    self.span = span
    self.longitude = longitude
    self.latitude = latitude
    self.beneficiaries = beneficiaries
  }
}

extension StoreTransaction {
  /// Enters a draft and gives its number.
  public func add(_ event: NewEvent) async throws -> Int64 {
    try await transaction.one(
      Query<Int64>.value(
        """
        INSERT INTO muster.event (area_id, venue_id, title, domain, state, starts_at, ends_at, longitude, latitude,
                                  beneficiaries, created_by)
        VALUES (\(event.area), \(event.venue), \(event.title), \(event.domain), 'draft', \(event.span.start), \(event.span.end),
                \(event.longitude), \(event.latitude), \(event.beneficiaries), \(principal.account))
        RETURNING id
        """))
  }

  /// Writes an event's title, times, state and reason, and raises its revision, which it gives.
  public func change(
    event: Int64, title: String, span: TimeSpan, state: EventState, reason: String?
  ) async throws -> Int32 {
    try await transaction.one(
      Query<Int32>.value(
        """
        UPDATE muster.event SET title = \(title), starts_at = \(span.start), ends_at = \(span.end), state = \(state.rawValue),
               reason = coalesce(\(reason), reason), v = v + 1
         WHERE id = \(event) RETURNING v
        """))
  }
}

extension EventState: PostgresDecodable {
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> EventState {
    let text = try String.decode(cell)
    guard let state = EventState(rawValue: text) else { throw .decoding(column: "state", problem: "no state \(text)") }
    return state
  }
}

extension TimeSpan {
  /// Two columns as a span; the schema's checks make the error impossible.
  static func read(_ starts: Instant, _ ends: Instant) throws(PostgresError) -> TimeSpan {
    guard let span = TimeSpan(starts, ends) else { throw .decoding(column: "ends_at", problem: "not after starts_at") }
    return span
  }
}
