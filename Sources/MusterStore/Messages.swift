import MusterDomain
import Postgres

/// A message that a sender holds until its lease runs out, with what is so at this moment.
public struct ClaimedMessage: Sendable {
  public let id: Int64
  /// Only grows: whoever holds an older one has lost the message.
  public let fence: Int64
  public let kind: MessageKind
  /// This one included.
  public let attempt: Int
  public let member: Int64
  /// The city's own number for the member.
  public let number: String
  public let name: String?
  public let phone: String?
  /// `zh-CN` or `en`.
  public let language: String
  public let quiet: QuietHours
  public let assignment: Int64
  public let pending: PendingMessage
  public let ends: Instant
  public let reason: String?
  /// Of the event, or of the need.
  public let title: String
  public let role: String
  /// The community's name.
  public let area: String
}

/// What has become of a claimed message.
public enum MessageOutcome: Sendable {
  case sent
  /// To be tried from then on; a fault, or nothing where it only waits for its hour.
  case later(Instant, fault: String?)
  case dropped(String)
  /// Given up until somebody looks at it.
  case dead(String)
}

extension Store {
  /// Takes messages that are due and that nobody holds, the oldest first, for so many seconds. `hand`: the daemon's own principal.
  public func claimMessages(
    as hand: Principal, at now: Instant, leaseSeconds: Int, most: Int
  ) async throws(StoreError) -> [ClaimedMessage] {
    try await read(
      as: hand,
      Query(
        """
        SELECT id, fence, kind, attempts, member_id, number, name, phone, language, quiet_from, quiet_until, reminds,
               assignment_id, state, written_for, starts_at, ends_at, deadline, reason, title, role, area, told
          FROM muster.claim_messages(\(now), \(Int32(clamping: leaseSeconds)), \(Int32(clamping: most)))
        """, decode: ClaimedMessage.init(row:)))
  }

  /// Ends claimed messages, or puts them back, all in one transaction. Gives those whose lease ran out, so that another sender
  /// holds them.
  @discardableResult
  public func end(
    _ messages: [(message: ClaimedMessage, outcome: MessageOutcome)], as hand: Principal, at now: Instant
  ) async throws(StoreError) -> [ClaimedMessage] {
    let ends = messages.map { $0.outcome.written }
    let lost = try await read(
      as: hand,
      Query<Int64>.value(
        """
        SELECT m.id FROM unnest(\(messages.map(\.message.id)), \(messages.map(\.message.fence)), \(ends.map(\.state)),
                                \(ends.map(\.due)), \(ends.map(\.note))) m (id, fence, state, due, note)
         WHERE NOT muster.end_message(m.id, m.fence, m.state, \(now), m.due, m.note)
        """))
    return messages.map(\.message).filter { lost.contains($0.id) }
  }
}

extension MessageOutcome {
  /// As the row has it; no state: queued again.
  fileprivate var written: (state: String?, due: Instant?, note: String?) {
    switch self {
    case .sent: ("sent", nil, nil)
    case .later(let until, let fault): (nil, until, fault)
    case .dropped(let why): ("dropped", nil, why)
    case .dead(let why): ("dead", nil, why)
    }
  }
}

extension ClaimedMessage {
  fileprivate init(row: PostgresRow) throws {
    let (
      id, fence, kind, attempts, member, number, name, phone, language, quietFrom, quietUntil, reminds, assignment, state,
      writtenFor, starts, ends, deadline, reason, title, role, area, told
    ) = try row.decode(
      Int64.self, Int64.self, String.self, Int16.self, Int64.self, String.self, String?.self, String?.self, String.self,
      Int16.self, Int16.self, Bool.self, Int64.self, AssignmentState.self, Instant.self, Instant.self, Instant.self,
      Instant?.self, String?.self, String.self, String.self, String.self, Bool.self)
    guard let kind = MessageKind(rawValue: kind) else { throw PostgresError.decoding(column: "kind", problem: kind) }
    guard let quiet = QuietHours(from: Int(quietFrom), until: Int(quietUntil)) else {
      throw PostgresError.decoding(column: "quiet_from", problem: "\(quietFrom) to \(quietUntil)")
    }
    (self.id, self.fence, self.kind, attempt) = (id, fence, kind, Int(attempts))
    (self.member, self.number, self.name, self.phone, self.language) = (member, number, name, phone, language)
    (self.quiet, self.assignment, self.ends, self.reason) = (quiet, assignment, ends, reason)
    (self.title, self.role, self.area) = (title, role, area)
    pending = PendingMessage(
      kind: kind, state: state, starts: starts, deadline: deadline, writtenFor: writtenFor, wasTold: told,
      wantsReminders: reminds)
  }
}

/// A message as MESSAGES lists it.
public struct MessageRow: Sendable {
  public let id: Int64
  public let kind: String
  public let member: Int64
  public let assignment: Int64
  public let area: Int32
  public let state: String
  public let due: Instant?
  public let attempts: Int16
  public let note: String?
  public let ended: Instant?

  public struct Filter: Sendable {
    public var states: [String]?
    public var kind: String?
    public var member: Int64?
    public var within: Int32?

    public init(states: [String]? = nil, kind: String? = nil, member: Int64? = nil, within: Int32? = nil) {
      (self.states, self.kind, self.member, self.within) = (states, kind, member, within)
    }
  }

  /// The newest first, those before `before`.
  public static func list(_ filter: Filter, before: Int64?, limit: Int) -> Query<MessageRow> {
    Query(
      """
      SELECT m.id, m.kind, m.member_id, m.assignment_id, m.area_id, m.state, nullif(m.due_at, '-infinity'), m.attempts, m.note, m.ended_at
        FROM muster.message m
       WHERE (\(filter.states)::text[] IS NULL OR m.state = ANY (\(filter.states)))
         AND (\(filter.kind)::text IS NULL OR m.kind = \(filter.kind))
         AND (\(filter.member)::int8 IS NULL OR m.member_id = \(filter.member))
         AND (\(filter.within)::int IS NULL OR m.area_id = ANY (muster.communities(\(filter.within))))
         AND (\(before)::int8 IS NULL OR m.id < \(before))
       ORDER BY m.id DESC LIMIT \(limit)
      """
    ) { row in
      let (id, kind, member, assignment, area, state, due, attempts, note, ended) = try row.decode(
        Int64.self, String.self, Int64.self, Int64.self, Int32.self, String.self, Instant?.self, Int16.self, String?.self,
        Instant?.self)
      return MessageRow(
        id: id, kind: kind, member: member, assignment: assignment, area: area, state: state, due: due, attempts: attempts,
        note: note, ended: ended)
    }
  }

  /// The state of one; no row when it is out of scope.
  public static func state(of id: Int64) -> Query<String> {
    Query<String>.value("SELECT m.state FROM muster.message m WHERE m.id = \(id)")
  }
}

/// How a member wants to be told.
public struct MessagePreference: Hashable, Sendable {
  public var language: String
  public var quiet: QuietHours
  /// Minutes before a shift; nil: no reminders.
  public var lead: Int?
  /// 0 while the defaults hold.
  public var v: Int32

  public static let usual = MessagePreference(language: "zh-CN", quiet: .usual, lead: 1440, v: 0)

  /// No row while the defaults hold, or where the member is out of scope.
  public static func of(_ member: Int64) -> Query<MessagePreference> {
    Query(
      """
      SELECT p.language, p.quiet_from, p.quiet_until, p.lead_minutes, p.v FROM muster.message_preference p
       WHERE p.member_id = \(member)
      """
    ) { row in
      let (language, from, until, lead, v) = try row.decode(String.self, Int16.self, Int16.self, Int32?.self, Int32.self)
      guard let quiet = QuietHours(from: Int(from), until: Int(until)) else {
        throw PostgresError.decoding(column: "quiet_from", problem: "\(from) to \(until)")
      }
      return MessagePreference(language: language, quiet: quiet, lead: lead.map(Int.init), v: v)
    }
  }
}

extension StoreTransaction {
  /// Keeps how a member wants to be told; its new revision.
  public func keep(_ wish: MessagePreference, of member: Int64) async throws -> Int32 {
    let (from, until) = (Int16(clamping: wish.quiet.from), Int16(clamping: wish.quiet.until))
    let lead = wish.lead.map(Int32.init(clamping:))
    let kept = try await first(
      Query<Int32>.value(
        """
        INSERT INTO muster.message_preference AS p (member_id, language, quiet_from, quiet_until, lead_minutes)
        VALUES (\(member), \(wish.language), \(from), \(until), \(lead))
        ON CONFLICT (member_id) DO UPDATE
          SET language = excluded.language, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
              lead_minutes = excluded.lead_minutes, v = p.v + 1
        RETURNING p.v
        """))
    guard let kept else { throw PostgresError.decoding(column: "v", problem: "no row came back") }
    return kept
  }

  /// Puts a message that waits or has failed into the queue again, with all its attempts before it; false for any other.
  public func sendAgain(_ id: Int64) async throws -> Bool {
    try await execute(
      """
      UPDATE muster.message SET state = 'queued', due_at = '-infinity', attempts = 0, note = NULL, ended_at = NULL, lease_until = NULL
       WHERE id = \(id) AND state IN ('dead', 'queued')
      """) == 1
  }

  /// Lets a message that waits or has failed be; false for any other.
  public func dropMessage(_ id: Int64) async throws -> Bool {
    try await execute(
      """
      UPDATE muster.message SET state = 'dropped', ended_at = \(now), note = 'by hand', lease_until = NULL
       WHERE id = \(id) AND state IN ('dead', 'queued')
      """) == 1
  }

  /// Throws away messages that were sent or dropped before then; how many. Does nothing but in the daemon's own hand.
  public func purgeMessages(before oldest: Instant, most: Int) async throws -> Int {
    Int(
      try await first(Query<Int64>.value("SELECT muster.purge_messages(\(oldest), \(Int32(clamping: most)))")) ?? 0)
  }
}

/// How the queue of messages is, for the operator.
public struct MessageFigures: Sendable {
  public let queued: Int64
  public let dead: Int64
  /// Seconds for which the oldest one has been due; nil where none is, or it was due at once.
  public let overdueSeconds: Double?

  public static func query(at now: Instant) -> Query<MessageFigures> {
    Query("SELECT queued, dead, overdue_seconds FROM muster.message_figures(\(now))") { row in
      let (queued, dead, overdue) = try row.decode(Int64.self, Int64.self, Double?.self)
      return MessageFigures(queued: queued, dead: dead, overdueSeconds: overdue)
    }
  }

  /// Names and values as STATUS shows them.
  public var rows: [(String, String)] {
    [("messages.queued", "\(queued)"), ("messages.dead", "\(dead)")]
      + (overdueSeconds.map { [("messages.overdue", "\(Int64($0))")] } ?? [])
  }
}
