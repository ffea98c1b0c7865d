import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// Who came, for how long, and what is kept of it.
  static let attendanceVerbs: [String: VerbHandler] = [
    "CHECKIN": Attendance.checkIn, "CHECKOUT": Attendance.checkOut, "ABSENT": Attendance.absent, "HOURS": HoursEntry.enter,
    "SETTLE": Settling.settle, "RECORD": RecordVerbs.list,
  ]
}

/// CHECKIN, CHECKOUT and ABSENT. A member's own word and an entry by staff count alike; the grade of proof says which it was.
enum Attendance {
  /// Who speaks for the member's attendance.
  enum Hand { case own, vouched }

  @Sendable static func checkIn(_ request: Request) async throws -> Reply {
    let at = try request.time("at")
    return try await change(request) { record, hand, transaction in
      let moment = try moment(at, hand, request)
      let next = try record.presence.checkIn(at: moment, try await policy(for: record, request, transaction))
      return AttendanceChange(
        state: next, checkedInAt: moment, proof: hand == .own ? .own : .staff, isVouched: hand == .vouched)
    }
  }

  @Sendable static func checkOut(_ request: Request) async throws -> Reply {
    let at = try request.time("at")
    return try await change(request) { record, hand, transaction in
      let moment = try moment(at, hand, request)
      let (next, minutes) = try record.presence.checkOut(at: moment, try await policy(for: record, request, transaction))
      return AttendanceChange(
        state: next, checkedOutAt: moment, minutes: minutes, proof: hand == .vouched ? .staff : nil, isVouched: hand == .vouched
      )
    }
  }

  @Sendable static func absent(_ request: Request) async throws -> Reply {
    let isExcused = request.flag("excused") == true
    return try await change(request, takesRevision: true) { record, _, _ in
      let next = try record.presence.absent(isExcused: isExcused, at: request.now)
      return AttendanceChange(state: next, reason: request.text("reason"), isVouched: false)
    }
  }

  /// Locks, decides, writes, answers.
  private static func change(
    _ request: Request, takesRevision: Bool = false,
    _ decide: @escaping @Sendable (AttendanceRecord, Hand, StoreTransaction) async throws -> AttendanceChange
  ) async throws -> Reply {
    let id = try request.requiredID("id", .assignment)
    return try await request.write { transaction in
      guard let record = try await transaction.lockedAttendance(id) else { throw Answer.notFound("id") }
      if takesRevision { try request.requireRevision(record.v) }
      let hand = try hand(over: record, request)
      let change = try await decide(record, hand, transaction)
      let v = try await transaction.change(record, change)
      try await transaction.audit(request.verb, objects: [request.code(.assignment, id)], fields: request.changedFields)
      var fields = [Field("id", request.code(.assignment, id)), Field("state", StateText.wire(change.state))]
      if let minutes = change.minutes { fields.append(Field("minutes", "\(minutes)")) }
      return Final(.ok, fields: fields + [Field("v", "\(v)")])
    }
  }

  /// A member speaks for itself and nobody else; staff and leaders for others, and for themselves only as members do.
  private static func hand(over record: AttendanceRecord, _ request: Request) throws -> Hand {
    let isOwn = request.principal.member == record.member
    if request.principal.role == .member, request.text("by") != nil {
      throw Answer.denied("by=staff 只用于工作人员", "by=staff is for staff and leaders")
    }
    guard isOwn else { return .vouched }
    guard request.text("by") == nil, request.verb != "ABSENT" else {
      throw Answer.denied("不能为自己代签", "nobody vouches for the own attendance")
    }
    return .own
  }

  /// When it happened: now, or what staff write down afterwards.
  private static func moment(_ at: Instant?, _ hand: Hand, _ request: Request) throws -> Instant {
    guard let at else { return request.now }
    guard hand == .vouched, request.principal.role == .staff else {
      throw Answer.denied("at= 只用于工作人员补录", "at= is for entries by staff")
    }
    guard at <= request.now else { throw Answer.value("at", "at= 还没有到", "at= lies ahead") }
    return at
  }

  private static func policy(
    for record: AttendanceRecord, _ request: Request, _ transaction: StoreTransaction
  ) async throws -> OfferPolicy {
    let day = TimeText.date(record.span.start, in: request.environment.zone)
    return try await transaction.first(Settings.policy(on: day)) ?? OfferPolicy()
  }
}

extension AttendanceRecord {
  fileprivate var presence: Presence { Presence(state: state, shift: span, checkedInAt: checkedInAt) }
}
