import Foundation
import Logging
import MusterHandler
import MusterLineServer
import MusterProtocol
import TestSupport
import Testing

/// N lines in, N finals out, tags equal and in order, nothing within a reply that is not its own: for whatever lines.
/// `MUSTER_PIPELINES` says how many; `MUSTER_PIPELINE_SEED` repeats one that failed.
@Suite("A random pipeline") struct PipelineTests {
  private static let environment = ProcessInfo.processInfo.environment

  private static func number(_ name: String, or usual: UInt64) -> UInt64 { environment[name].flatMap(UInt64.init) ?? usual }

  @Test("gets one final a line, each with its tag, from the line server alone")
  func quiet() async throws {
    let server = LineServer(
      handler: QuietHandler(), configuration: .init(endpoints: [], limits: LimitsInForce(.patient)),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    try await check(Self.number("MUSTER_PIPELINES", or: 10_000), token: QuietHandler.token, on: server)
  }

  @Test("gets one final a line from a city as well")
  func city() async throws {
    try await withServer { _, server, _ in
      try await check(
        min(2_000, Self.number("MUSTER_PIPELINES", or: 2_000)), token: TestWorld.token("staff-east"), on: server)
    }
  }

  /// Several at a time, each with a seed of its own.
  private func check(_ count: UInt64, token: String, on server: LineServer) async throws {
    let first = Self.number("MUSTER_PIPELINE_SEED", or: 1)
    let last = Self.environment["MUSTER_PIPELINE_SEED"] == nil ? first + count - 1 : first
    try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in 0..<UInt64(4) {
        group.addTask {
          for seed in stride(from: first + lane, through: last, by: 4) {
            do {
              try await PipelineClient.check(RandomPipeline(seed: seed, token: token), on: server)
            } catch {
              Issue.record("MUSTER_PIPELINE_SEED=\(seed): \(error)")
              throw error
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
