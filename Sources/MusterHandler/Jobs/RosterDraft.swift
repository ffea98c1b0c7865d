import MusterDomain
import MusterProtocol
import MusterSolver
import MusterStore

/// A solver's outcome as the rows of a proposal.
struct RosterDraft: Sendable {
  let lines: [ProposalLine]
  let gaps: [ProposalGap]
  let seats: Int

  init(_ plan: Plan, open: [OpenSeats], _ planning: Planning, _ snapshot: PlanningSnapshot) {
    let offered = Set(snapshot.holders.filter { $0.state == .offered }.map { PairKey(shift: $0.shift, member: $0.member) })
    let meanings = plan.triples.compactMap { planning.meaning($0) }
    let teams = TeamChoice(snapshot, meanings.map { ($0.member, $0.shift) })
    lines = meanings.map { member, shift, span in
      ProposalLine(
        shift: shift.id, member: member, area: shift.area, team: teams.team(of: shift.id), span: span,
        isKept: offered.contains(PairKey(shift: shift.id, member: member)))
    }
    gaps = open.compactMap { open in
      guard let shift = planning.shiftOf[open.shift] else { return nil }
      let counts = Reason.allCases.compactMap { reason in
        open.counts[reason].map { (reason.rawValue, JSONWriter.Value.number(Int64($0))) }
      }
      return ProposalGap(shift: shift.id, area: shift.area, open: open.open, reasons: JSONWriter.object(counts))
    }
    seats = zip(planning.shiftOf, 0...).reduce(0) { sum, pair in
      pair.0 == nil ? sum : sum + Int(planning.instance.shifts.seats[pair.1])
    }
  }
}

struct PairKey: Hashable, Sendable {
  let shift: Int64
  let member: Int64
}

/// Which team serves each team shift as a body: one that all its people share.
struct TeamChoice: Sendable {
  private var chosen: [Int64: Int32] = [:]

  init(_ snapshot: PlanningSnapshot, _ pairs: [(member: Int64, shift: PlanningShift)]) {
    let teamsOf = Dictionary(snapshot.members.map { ($0.id, Set($0.teams)) }, uniquingKeysWith: { first, _ in first })
    let serving = Dictionary(
      snapshot.holders.compactMap { holder in holder.team.map { (holder.shift, $0) } }, uniquingKeysWith: { first, _ in first })
    for (shift, people) in Dictionary(grouping: pairs.filter { !$0.shift.teams.isEmpty }, by: { $0.shift.id }) {
      let allowed = people[0].shift.teams.filter { team in people.allSatisfy { teamsOf[$0.member]?.contains(team) ?? false } }
      if let held = serving[shift], allowed.contains(held) { chosen[shift] = held } else { chosen[shift] = allowed.first }
    }
  }

  func team(of shift: Int64) -> Int32? { chosen[shift] }
}
