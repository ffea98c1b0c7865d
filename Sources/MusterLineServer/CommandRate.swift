import MusterProtocol

/// A budget of commands: so many a second on the average, so many at once. The generic cell rate algorithm (ITU-T I.371): one
/// number says until when what was taken is paid for, so that time alone refills it. It knows no clock.
struct CommandRate: Hashable, Sendable {
  /// Nanoseconds on the caller's clock. At most 1e9 commands at 1e9 ns each lie between now and here: no overflow.
  private(set) var paidUntil: Int64 = .min

  /// Takes up to `count` commands; returns how many it gave.
  mutating func take(_ count: Int, at now: Int64, _ limits: Limits) -> Int {
    let cost = Self.cost(limits)
    // Where the limits have changed since, nobody owes more than the whole of the new budget.
    let base = min(max(paidUntil, now), now + Int64(limits.commandBurst) * cost)
    let room = max(0, (Int64(limits.commandBurst) * cost - (base - now)) / cost)
    let given = min(Int64(count), room)
    paidUntil = base + given * cost
    return Int(given)
  }

  /// Nanoseconds until one more may be taken; 0 if now.
  func wait(at now: Int64, _ limits: Limits) -> Int64 {
    let cost = Self.cost(limits)
    let budget = Int64(limits.commandBurst) * cost
    return max(0, min(max(paidUntil, now) - now, budget) + cost - budget)
  }

  /// Nothing taken weighs any longer: as good as new.
  func isFull(at now: Int64) -> Bool { paidUntil <= now }

  private static func cost(_ limits: Limits) -> Int64 { max(1, 1_000_000_000 / Int64(limits.commandsPerSecond)) }
}
