import MusterDomain
import MusterStore

/// Takes the people along when their shifts move: a little at once, more than the city's tolerance by asking them again.
struct MovedSeats {
  let request: Request
  let transaction: StoreTransaction

  struct Count: Sendable {
    /// Acceptances and offers that stand at the new time.
    var kept = 0
    /// Who is asked again.
    var asked = 0

    static func += (a: inout Count, b: Count) { (a.kept, a.asked) = (a.kept + b.kept, a.asked + b.asked) }
  }

  /// The shifts have their new times and, with their people, are locked.
  func follow(_ shifts: [Int64]) async throws -> Count {
    try await transaction.followSearches(on: shifts)
    let seats = try await transaction.rows(LaggingSeat.on(shifts))
    guard let first = seats.map(\.new.start).min(), let last = seats.map(\.new.end).max(), let all = TimeSpan(first, last)
    else {
      return Count()
    }
    let day = TimeText.date(first, in: request.environment.zone)
    let policy = try await transaction.offerPolicy(on: day)
    let own = Set(shifts)
    let bound = Dictionary(
      grouping: try await transaction.rows(CommitmentRow.of(Set(seats.map(\.member)).sorted(), all))
        .filter { $0.state.isFirm && !own.contains($0.shift) }, by: \.member)
    var count = Count()
    var decided: [(seat: LaggingSeat, decision: MovedSeat.Decision)] = []
    for seat in seats {
      let isBusy = bound[seat.member, default: []].contains { $0.span.overlaps(seat.new) }
      let moved = MovedSeat(state: seat.state, old: seat.old, new: seat.new, isBusy: isBusy)
      let decision = try moved.decide(policy, at: request.now, deadline: seat.deadline)
      decided.append((seat, decision))
      count += decision.isAskedAgain ? Count(kept: 0, asked: 1) : Count(kept: 1, asked: 0)
    }
    for round in Self.rounds(decided) { try await transaction.follow(round) }
    return count
  }

  /// One seat a member at a time, the foremost in the direction of the move first: no seat ever lands on another of the same member
  /// that is still to move.
  private static func rounds(
    _ decided: [(seat: LaggingSeat, decision: MovedSeat.Decision)]
  ) -> [[(seat: LaggingSeat, decision: MovedSeat.Decision)]] {
    let isLater = decided.first.map { $0.seat.new.start > $0.seat.old.start } ?? true
    var rounds: [[(seat: LaggingSeat, decision: MovedSeat.Decision)]] = []
    var taken: [Int64: Int] = [:]
    for one in decided.sorted(by: { isLater ? $0.seat.old.start > $1.seat.old.start : $0.seat.old.start < $1.seat.old.start }) {
      let round = taken[one.seat.member, default: 0]
      taken[one.seat.member] = round + 1
      if round == rounds.count { rounds.append([]) }
      rounds[round].append(one)
    }
    return rounds
  }
}
