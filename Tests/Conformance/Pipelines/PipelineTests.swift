import Foundation
import Logging
import MusterHandler
import MusterLineServer
import MusterProtocol
import TestSupport
import Testing

/// N lines in, N finals out (of a login by password, one and its challenge), tags equal and in order, nothing within a reply that
/// is not its own: for whatever lines.
/// `MUSTER_PIPELINES` says how many; `MUSTER_PIPELINE_SEED` repeats one that failed.
@Suite("A random pipeline") struct PipelineTests {
  private static let environment = ProcessInfo.processInfo.environment

  private static func number(_ name: String, or usual: UInt64) -> UInt64 { environment[name].flatMap(UInt64.init) ?? usual }

  @Test("gets one final a line, each with its tag, from the line server alone, and events only between them")
  func quiet() async throws {
    let server = LineServer(
      handler: QuietHandler(), configuration: .init(endpoints: [], limits: LimitsInForce(.patient)),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let seen = try await check(Self.number("MUSTER_PIPELINES", or: 5_000), as: QuietHandler.account, on: server) { events in
      #expect(events == (0..<events.count).map { Int64($0) + 1 }, "each event once and in order")
    }
    guard Self.isWhole else { return }
    #expect(seen.challenges > 0 && seen.proofs > 0 && seen.events > 0, "\(seen)")
  }

  @Test("gets one final a line from a city as well")
  func city() async throws {
    try await withServer { world, server, _ in
      let admin = try await world.client(as: "admin")
      try await admin.ok("PASSWORD user=staff-east verifier=\(PipelineAccount.verifier.text)")
      let account = PipelineAccount(name: "staff-east", token: TestWorld.token("staff-east"), serverNonce: nil)
      let count = min(2_000, Self.number("MUSTER_PIPELINES", or: 2_000))
      let seen = try await check(count, as: account, on: server) { _ in }
      guard Self.isWhole else { return }
      #expect(seen.challenges > 0 && seen.proofs > 0 && seen.events > 0, "\(seen)")
    }
  }

  /// Not one pipeline alone.
  private static let isWhole = environment["MUSTER_PIPELINE_SEED"] == nil

  /// What went by in all of them.
  private struct Seen: Sendable {
    var challenges = 0
    var proofs = 0
    var events = 0
  }

  /// Several at a time, each with a seed of its own.
  private func check(
    _ count: UInt64, as account: PipelineAccount, on server: LineServer, events: @escaping @Sendable ([Int64]) -> Void
  ) async throws -> Seen {
    let first = Self.number("MUSTER_PIPELINE_SEED", or: 1)
    let last = Self.isWhole ? first + count - 1 : first
    return try await withThrowingTaskGroup(of: Seen.self) { group in
      for lane in 0..<UInt64(4) {
        group.addTask {
          var seen = Seen()
          for seed in stride(from: first + lane, through: last, by: 4) {
            do {
              let pipeline = RandomPipeline(seed: seed, account: account)
              let heard = try await PipelineClient.check(pipeline, on: server)
              events(heard.events)
              seen.challenges += pipeline.answered.count(where: \.isChallenged)
              seen.proofs += pipeline.answered.count { $0.exchange != nil }
              seen.events += heard.events.count
            } catch {
              Issue.record("MUSTER_PIPELINE_SEED=\(seed): \(error)")
              throw error
            }
          }
          return seen
        }
      }
      return try await group.reduce(into: Seen()) { all, seen in
        all.challenges += seen.challenges
        all.proofs += seen.proofs
        all.events += seen.events
      }
    }
  }
}
