import MusterDomain
import Postgres

/// A series that is not there yet: the first of its events, what they recur by, and when each takes place.
public struct NewSeries: Sendable {
  public var event: NewEvent
  public var rule: RecurrenceRule
  /// On the city's wall.
  public var starts: LocalDateTime
  public var excepted: [CivilDate]
  public var added: [CivilDate]
  /// One an occurrence, rising.
  public var spans: [TimeSpan]

  public init(
    _ event: NewEvent, rule: RecurrenceRule, starts: LocalDateTime, excepted: [CivilDate], added: [CivilDate], spans: [TimeSpan]
  ) {
    self.event = event
    self.rule = rule
    self.starts = starts
    self.excepted = excepted
    self.added = added
    self.spans = spans
  }
}

extension StoreTransaction {
  /// Enters the series with its events as drafts; its number, and the events' in the order of their times.
  public func add(_ series: NewSeries) async throws -> (series: Int64, events: [Int64]) {
    let event = series.event
    let id = try await transaction.one(
      Query<Int64>.value(
        """
        INSERT INTO muster.event_series (area_id, rule, starts, excepted, added, created_by, created_at)
        VALUES (\(event.area), \(series.rule.description), \(series.starts.description)::text::timestamp,
                \(series.excepted.map(\.description))::text[]::date[], \(series.added.map(\.description))::text[]::date[],
                \(principal.account), \(now))
        RETURNING id
        """))
    let events = try await rows(
      Query<Int64>.value(
        """
        INSERT INTO muster.event (area_id, venue_id, title, domain, state, starts_at, ends_at, longitude, latitude, beneficiaries,
                                  created_by, series_id, occurrence)
        SELECT \(event.area), \(event.venue), \(event.title), \(event.domain), 'draft', o.starts, o.ends, \(event.longitude),
               \(event.latitude), \(event.beneficiaries), \(principal.account), \(id), o.starts
          FROM unnest(\(series.spans.map(\.start)), \(series.spans.map(\.end))) o (starts, ends)
         ORDER BY o.starts
        RETURNING id
        """))
    return (id, events.sorted())
  }
}

extension EventRecord {
  /// Those of the series that the event is an occurrence of, or of them that one and the later ones; locked, by rising id as all
  /// writers lock. None where the event is not of a series, or may not be seen.
  public static func lockedSeries(of event: Int64, isOnlyFollowing: Bool) -> Query<EventRecord> {
    Query(
      """
      SELECT \(raw: columns)
        FROM muster.event
       WHERE series_id = (SELECT series_id FROM muster.event WHERE id = \(event))
         AND (NOT \(isOnlyFollowing) OR occurrence >= (SELECT occurrence FROM muster.event WHERE id = \(event)))
       ORDER BY id FOR NO KEY UPDATE
      """, decode: EventRecord.init(row:))
  }
}

extension StoreTransaction {
  /// Locks the shifts of those events that are not cancelled, then everyone who is bound to them or asked; by event. The events are
  /// locked already.
  public func lockedShifts(of events: [Int64]) async throws -> [Int64: [Int64]] {
    let found = try await rows(
      Query(
        "SELECT event_id, id FROM muster.shift WHERE event_id = ANY (\(events)) AND state <> 'cancelled' ORDER BY id",
        as: Int64.self, Int64.self))
    try await lock(shifts: found.map(\.1))
    return Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1) }
  }
}

extension VenueRow {
  /// The first of the spans in which an event that holds the venue takes place, as far as the asker sees events;
  /// `event_venue_free` is the wall.
  public static func firstTaken(_ id: Int32, _ spans: [TimeSpan]) -> Query<Instant> {
    .value(
      """
      SELECT o.starts FROM unnest(\(spans.map(\.start)), \(spans.map(\.end))) o (starts, ends)
       WHERE EXISTS (SELECT FROM muster.event
                      WHERE venue_id = \(id) AND state IN ('published', 'closed', 'settled')
                        AND starts_at < o.ends AND ends_at > o.starts)
       ORDER BY o.starts LIMIT 1
      """)
  }
}
