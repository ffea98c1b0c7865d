import Foundation
import TestSupport
import Testing

/// Whatever people do in whatever order, nothing is oversold, double-booked, lost, or shown to whom it is not.
/// `MUSTER_DUTY_STEPS` says how many steps in all; `MUSTER_DUTY_SEED` repeats one city that failed.
@Suite("A city of random steps") struct DutyModelTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static func number(_ name: String) -> UInt64? { environment[name].flatMap(UInt64.init) }
  /// So long is one city's life.
  private static let stepsOfOne = 1_000

  @Test("is what the model says after each")
  func agrees() async throws {
    let all = Int(Self.number("MUSTER_DUTY_STEPS") ?? 3_000)
    let cities = max(1, all / Self.stepsOfOne)
    let seeds = Self.number("MUSTER_DUTY_SEED").map { [$0] } ?? (1...cities).map { UInt64($0) }
    let seen = try await withThrowingTaskGroup(of: (done: Int, refused: Int, standIns: Int).self) { group in
      var next = seeds.makeIterator()
      for _ in 0..<3 { if let seed = next.next() { group.addTask { try await play(seed) } } }
      var sum = (done: 0, refused: 0, standIns: 0)
      while let one = try await group.next() {
        sum = (sum.done + one.done, sum.refused + one.refused, sum.standIns + one.standIns)
        if let seed = next.next() { group.addTask { try await play(seed) } }
      }
      return sum
    }
    // A play in which nothing happens proves nothing.
    #expect(seen.done > seeds.count * Self.stepsOfOne / 4)
    #expect(seen.refused > seeds.count * Self.stepsOfOne / 20)
    #expect(seen.standIns > seeds.count * 5)
    print("random steps: \(seeds.count) cities, \(seen.done) done, \(seen.refused) refused, \(seen.standIns) stand-ins")
  }

  private func play(_ seed: UInt64) async throws -> (done: Int, refused: Int, standIns: Int) {
    try await TestWorld.with { world in
      let player = try await DutyPlayer(world, seed: seed)
      do {
        try await player.play(Self.stepsOfOne)
        await player.end()
      } catch {
        await player.end()
        throw error
      }
      return (player.done, player.refused, player.standIns)
    }
  }
}
