import MusterDomain
import MusterSolver
import MusterStore

/// Two moves where no single person fits: somebody who serves elsewhere that day could take the seat, and somebody free could take
/// theirs. Nothing is taken from anyone: the first gets an offer, and gives up the other seat by accepting it.
extension SubstituteSearch {
  struct ChainMove: Sendable {
    let member: Int64
    /// What the member would give up.
    let left: AssignmentRow
  }

  /// How many people who would have to move are looked at: each takes a search of its own.
  private static let mostMovers = 8

  /// Who could move, best first, with a free person known for the seat that each would leave.
  func chains(for row: AssignmentRow, _ hand: Principal) async throws -> [ChainMove] {
    try await environment.store.transact(as: hand, at: environment.now()) { transaction in
      guard let shift = try await transaction.first(PlanningShift.these([row.shift])), transaction.now < row.span.start else {
        return []
      }
      let week = PlanningWeek(of: TimeText.date(row.span.start, in: environment.zone), zone: environment.zone)
      guard let day = week.day(of: row.span.start) else { return [] }
      let people = try await transaction.rows(PlanningMember.movable(to: shift, on: day))
      if people.isEmpty { return [] }
      let snapshot = try await PlanningSnapshot.load([shift], week: week, only: people, in: transaction)
        .without(member: row.member, on: shift.id)
      let movable = movable(snapshot, on: row)
      guard !movable.isEmpty else { return [] }
      var freed = snapshot
      for (member, commitment) in movable { freed = freed.without(member: member, on: commitment.shift) }
      var chains: [ChainMove] = []
      for (member, commitment) in try ranked(movable, freed, shift, row, at: transaction.now).prefix(Self.mostMovers) {
        guard let left = try await transaction.first(AssignmentRow.one(commitment.assignment)) else { continue }
        guard let leftShift = try await transaction.first(PlanningShift.these([left.shift])) else { continue }
        let free = try await free(for: leftShift, at: left.span, in: transaction)
        let next = try await ranked(
          for: leftShift, at: left.span, leaving: left.member, among: free, limit: 5, in: transaction)
        if next.contains(where: { !$0.isAsked && $0.gain > 0 }) { chains.append(ChainMove(member: member, left: left)) }
      }
      return chains
    }
  }

  /// Members whose only acceptance on that day keeps them from it, and that one. An offer that is open at the time is an answer
  /// to wait for.
  private func movable(_ snapshot: PlanningSnapshot, on row: AssignmentRow) -> [Int64: CommitmentRow] {
    let day = TimeText.date(row.span.start, in: environment.zone)
    let thatDay = snapshot.commitments.filter { TimeText.date($0.span.start, in: environment.zone) == day }
    return Dictionary(grouping: thatDay, by: \.member).compactMapValues { held in
      guard held.count == 1, let only = held.first, only.state == .accepted, only.shift != row.shift else { return nil }
      return only
    }
  }

  private func ranked(
    _ movable: [Int64: CommitmentRow], _ freed: PlanningSnapshot, _ shift: PlanningShift, _ row: AssignmentRow, at now: Instant
  ) throws -> [(member: Int64, commitment: CommitmentRow)] {
    let planning = try Planning(freed, .seat(after: now))
    guard let number = planning.instance.shift(String(shift.id)),
      let time = planning.timesOf[number].firstIndex(of: row.span) ?? planning.timesOf[number].indices.first
    else { return [] }
    let gone = Set([row.member].compactMap { planning.instance.member(String($0)) })
    let found = planning.instance.substitutes(
      for: number, time: time, excluding: gone, in: planning.pinned, limit: .max)
    return found.filter { $0.gain > 0 }.compactMap { substitute in
      let member = planning.memberOf[substitute.member]
      return movable[member].map { (member, $0) }
    }
  }
}
