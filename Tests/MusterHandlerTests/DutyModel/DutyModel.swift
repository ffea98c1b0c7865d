import MusterDomain

/// What the duty side of Muster should be, told a second time and as simply as it can be: dictionaries and no database. The rules
/// are those of DOMAIN.md; where the two differ, one of them is wrong.
struct DutyModel: Sendable {
  struct Pair: Hashable, Sendable, CustomStringConvertible {
    let shift: Int64
    let member: Int64
    var description: String { "S\(shift)/M\(member)" }
  }

  /// What one member has to do with one shift.
  struct Seat: Sendable {
    var id: Int64 = 0
    var state: AssignmentState
    var span: TimeSpan
    var deadline: Instant?
    /// The answer that stands was taken by telephone.
    var isPhoned = false
    var checkedInAt: Instant?
    var minutes: Int?
    /// Staff who entered the minutes.
    var enteredBy: String?
    var isClaim = false
    /// What the member gives up by accepting this.
    var movesFrom: Pair?
    /// Who is stood in for.
    var standsInFor: Pair?
    /// Its seat is being searched for somebody else.
    var isSearched = false
  }

  struct Shift: Sendable {
    let event: Int64
    let area: Int32
    let seats: Int
    let skill: String?
    var state: ShiftState
    var span: TimeSpan
  }

  struct Event: Sendable {
    let area: Int32
    let creator: String
    var state: EventState
    var span: TimeSpan
  }

  var now: Instant
  var events: [Int64: Event] = [:]
  var shifts: [Int64: Shift] = [:]
  var seats: [Pair: Seat] = [:]
  /// Who has asked whom to swap.
  var swaps: [Pair: Pair] = [:]
  /// Minutes that are settled for good.
  var records: [Pair: Int] = [:]
  let policy = OfferPolicy()

  // The small city: TestWorldRows.swift.
  static let members: ClosedRange<Int64> = 1...8
  static func home(of member: Int64) -> Int32 { member <= 5 ? 4 : 5 }
  static func knows(_ member: Int64, _ skill: String?) -> Bool { skill == nil || (member <= 2 && skill == "first-aid") }
  static let (perDay, perWeek, minutesAWeek) = (2, 7, 2_400)

  func taken(_ shift: Int64) -> Int { seats.count { $0.key.shift == shift && $0.value.state.takesSeat } }

  /// Days since 1970 in the city's zone.
  static func day(_ instant: Instant) -> Int64 { (instant.microseconds / 1_000_000 + 8 * 3600) / 86_400 }
  /// Weeks begin on Monday; the first of January 1970 was a Thursday.
  static func week(_ instant: Instant) -> Int64 { (day(instant) + 3) / 7 }

  /// The two communities are seven minutes apart.
  static let wayMinutes: Int64 = 7

  /// What the member is bound to, beside one shift.
  private func bound(_ member: Int64, but left: Int64?, _ shift: Int64) -> [(span: TimeSpan, area: Int32)] {
    seats.filter { $0.key.member == member && $0.key.shift != left && $0.key.shift != shift && $0.value.state.isFirm }
      .map { ($0.value.span, area($0.key)) }
  }

  private func isClose(_ a: (span: TimeSpan, area: Int32), _ b: (span: TimeSpan, area: Int32)) -> Bool {
    let way = a.area == b.area ? 0 : Self.wayMinutes
    return a.span.start < b.span.end.advanced(minutes: way) && b.span.start < a.span.end.advanced(minutes: way)
  }

  /// Codes of the hard rules that keep the member from a seat at that time.
  func broken(_ member: Int64, _ shift: Int64, at span: TimeSpan, leaving left: Int64? = nil) -> Set<String> {
    let bound = bound(member, but: left, shift)
    var codes: Set<String> = []
    let place = shifts[shift]?.area ?? 0
    if bound.contains(where: { isClose($0, (span, place)) }) { codes.insert("CONFLICT/OVERLAP") }
    let week = bound.map(\.span).filter { Self.week($0.start) == Self.week(span.start) }
    if !Self.knows(member, shifts[shift]?.skill)
      || week.count(where: { Self.day($0.start) == Self.day(span.start) }) >= Self.perDay
      || week.count >= Self.perWeek || week.reduce(span.minutes, { $0 + $1.minutes }) > Self.minutesAWeek
    {
      codes.insert("CONFLICT/RULE")
    }
    return codes
  }

  /// Codes for which nobody gets that seat by hand.
  func barred(_ pair: Pair) -> Set<String> {
    guard let shift = shifts[pair.shift] else { return ["NOT-FOUND"] }
    var codes = broken(pair.member, pair.shift, at: shift.span)
    if shift.state != .open || now >= shift.span.start { codes.insert("CONFLICT/STATE") }
    if taken(pair.shift) >= shift.seats { codes.insert("CONFLICT/FULL") }
    if let seat = seats[pair], !seat.state.isOpenAgain { codes.insert(seat.state.takesSeat ? "EXISTS" : "CONFLICT/RULE") }
    return codes
  }

  /// Withdraws the member's other offers at that time; their seats are searched for.
  private mutating func withdrawClashing(_ pair: Pair, _ span: TimeSpan) {
    for (other, seat) in seats
    where other.member == pair.member && other != pair && seat.state == .offered && seat.span.overlaps(span) {
      seats[other]?.state = .withdrawn
      seats[other]?.isSearched = true
      lost(other)
    }
  }

  /// A seat that is no longer accepted as it was is in nobody's swap.
  mutating func lost(_ pair: Pair) { swaps = swaps.filter { $0.key != pair && $0.value != pair } }

  mutating func claim(_ pair: Pair) {
    guard let span = shifts[pair.shift]?.span else { return }
    var seat = Seat(id: seats[pair]?.id ?? 0, state: .accepted, span: span)
    seat.isClaim = true
    seats[pair] = seat
    withdrawClashing(pair, span)
  }

  mutating func offer(_ pair: Pair) {
    guard let span = shifts[pair.shift]?.span else { return }
    seats[pair] = Seat(
      id: seats[pair]?.id ?? 0, state: .offered, span: span, deadline: policy.deadline(offeredAt: now, shiftStart: span.start))
  }

  mutating func accept(_ pair: Pair, byPhone: Bool) {
    guard let seat = seats[pair] else { return }
    if let left = seat.movesFrom, let old = seats[left], old.state == .accepted, now < old.span.start {
      decline(left, byPhone: byPhone)
    }
    seats[pair]?.state = .accepted
    seats[pair]?.isPhoned = byPhone
    withdrawClashing(pair, seat.span)
  }

  mutating func decline(_ pair: Pair, byPhone: Bool) {
    seats[pair]?.state = .declined
    seats[pair]?.isPhoned = byPhone
    seats[pair]?.isSearched = true
    lost(pair)
  }

  mutating func release(_ pair: Pair) {
    seats[pair]?.state = .released
    lost(pair)
  }

  mutating func expire() {
    for (pair, seat) in seats where seat.state == .offered {
      guard let deadline = seat.deadline, deadline <= now else { continue }
      seats[pair]?.state = .expired
      seats[pair]?.isSearched = true
    }
  }
}
