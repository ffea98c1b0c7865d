import MusterDomain
import MusterProtocol
import MusterSolver
import MusterStore

/// Whether one member may take one seat, by the same rules that the solver obeys, told rule by rule.
struct Eligibility: Sendable {
  let planning: Planning
  let shift: PlanningShift
  /// The time looked at: the shift's, or the alternative that suits best.
  let span: TimeSpan
  let verdicts: [RuleVerdict]
  let gain: Int
  /// The parts of `gain`.
  let lines: [CostLine]
  /// The team that the member would serve with on a team's shift.
  let team: Int32?
  /// Bound elsewhere at that very time: what a member is told before anything about windows, which that time is cut out of.
  private let isBound: Bool

  /// Rules that staff may set aside with a reason; the others hold for everyone.
  static let overridable: Set<Rule> = [.reach, .availability, .perDay, .assignments, .minutes]

  /// Looks at the pair as the database has it now, `leaving`: as if the member had given that shift up; nil when there is no such member or no time left.
  static func of(
    member: Int64, shift: PlanningShift, leaving: Int64? = nil, zone: ZoneRules, in transaction: StoreTransaction
  ) async throws -> Eligibility? {
    var best: Eligibility?
    var weeks: [CivilDate] = []
    // Of a need's alternatives those that have begun count only where none is left.
    let ahead = shift.times.filter { $0.start > transaction.now }
    for time in ahead.isEmpty ? shift.times : ahead {
      let week = PlanningWeek(of: TimeText.date(time.start, in: zone), zone: zone)
      guard !weeks.contains(week.monday) else { continue }
      weeks.append(week.monday)
      let snapshot = try await PlanningSnapshot.load([shift], week: week, only: [member], in: transaction)
      let asked = snapshot.without(member: member, on: shift.id)
      let rest = leaving.map { asked.without(member: member, on: $0) } ?? asked
      guard let found = try Eligibility(member: member, shift: shift, rest, at: transaction.now) else {
        continue
      }
      if found.isPossible { return found }
      best = best ?? found
    }
    return best
  }

  private init?(member: Int64, shift: PlanningShift, _ snapshot: PlanningSnapshot, at now: Instant) throws {
    let planning = try Planning(snapshot, .seat(after: now))
    guard let m = planning.instance.member(String(member)), let s = planning.instance.shift(String(shift.id)) else {
      return nil
    }
    let explanation = planning.instance.explain(member: m, shift: s, in: planning.pinned)
    self.planning = planning
    self.shift = shift
    span = planning.timesOf[s][explanation.time]
    verdicts = explanation.verdicts
    gain = explanation.gain
    lines = explanation.lines
    let time = span
    isBound = snapshot.commitments.contains { $0.member == member && $0.state.isFirm && $0.span.overlaps(time) }
    let teams = snapshot.members.first?.teams ?? []
    let serving = snapshot.holders.compactMap(\.team).first
    team = shift.teams.isEmpty ? nil : serving ?? shift.teams.first { teams.contains($0) }
  }

  var isPossible: Bool { verdicts.allSatisfy(\.passed) }
  var failed: [RuleVerdict] { verdicts.filter { !$0.passed } }

  /// Throws the refusal of the first rule that fails; `overriding`: of the first that staff cannot set aside.
  func demand(overriding: Bool = false) throws {
    if let busy = failed.first(where: { $0.rule == .busy }) { throw Self.refusal(busy) }
    if isBound { throw Refusal.overlap }
    for verdict in failed where !(overriding && Self.overridable.contains(verdict.rule)) { throw Self.refusal(verdict) }
  }

  /// Names of the rules that were set aside.
  var overridden: [String] { failed.map(\.rule.rawValue) }

  static func refusal(_ verdict: RuleVerdict) -> Answer {
    if verdict.rule == .busy { return Answer(.no, .conflictOverlap, verdict.chinese, verdict.english) }
    return Answer(.no, .conflictRule, [Field("rule", verdict.rule.rawValue)], verdict.chinese, verdict.english)
  }
}

extension PlanningSnapshot {
  /// As if the member's own assignment on that shift did not exist: to ask about it as about a new one.
  func without(member: Int64, on shift: Int64) -> PlanningSnapshot {
    PlanningSnapshot(
      week: week, shifts: shifts, members: members, exceptions: exceptions, calendar: calendar,
      commitments: commitments.filter { !($0.member == member && $0.shift == shift) },
      holders: holders.filter { !($0.member == member && $0.shift == shift) }, spent: spent)
  }
}
