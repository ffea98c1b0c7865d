import Glibc
import MusterClient
import MusterProtocol
import NIOConcurrencyHelpers
import TestSupport
import Testing

/// A daemon is replaced by another under load: whoever repeats as the client does notices nothing but a pause.
@Suite("A rolling restart", .serialized) struct RestartTests {
  private static let clients = 100
  private static let rounds = 6

  @Test("With 100 clients writing, no command fails after its repeats, and none takes effect twice")
  func restart() async throws {
    let template = try await Template.shared.name()
    try await TestDatabase.with(template: template) { database in
      try await Scratch.with { scratch in
        let limits = ["--limit", "connections-per-principal=200"]
        let shared = ["--database", database.conninfo(user: "muster_app"), "--unsafe-for-tests"] + limits
        let first = try await scratch.musterd(shared)
        let port = try await first.port()
        let answers = NIOLockedValueBox(0)
        let halfway = AsyncStream<Void>.makeStream()
        async let failures = Self.work(port: port) {
          let count = answers.withLockedValue { count in
            count += 1
            return count
          }
          if count == Self.clients * Self.rounds / 2 { halfway.continuation.finish() }
        }
        for await _ in halfway.stream {}
        first.send(signal: SIGTERM)
        #expect(await first.end() == .code(0))
        let second = try await scratch.musterd(listen: "127.0.0.1:\(port)", shared)
        #expect(try await second.port() == port)
        let failed = await failures
        #expect(failed.isEmpty, "\(failed.prefix(3))")
        #expect(answers.withLockedValue { $0 } == Self.clients * Self.rounds)
        let titles = try await SmallCity.number(
          "SELECT count(DISTINCT title) FROM muster.event WHERE title LIKE '滚动-%'", database.conninfo())
        let rows = try await SmallCity.number("SELECT count(*) FROM muster.event WHERE title LIKE '滚动-%'", database.conninfo())
        #expect(titles == Int64(Self.clients * Self.rounds) && rows == titles)
      }
    }
  }

  /// What was not answered with OK in the end.
  private static func work(port: Int, _ answered: @escaping @Sendable () -> Void) async -> [String] {
    await withTaskGroup(of: [String].self) { group in
      for client in 0..<clients {
        group.addTask {
          var settings = Session.Settings(
            address: .tcp(host: "127.0.0.1", port: port), credential: .token(TestWorld.token("staff-east")))
          settings.retry = RetryPolicy(later: 100)
          let session = Session(settings, journal: nil)
          var failed: [String] = []
          for round in 0..<rounds {
            let key = "rolling-restart-\(client)-\(round)"
            let line =
              "EVENT.ADD title=滚动-\(client)-\(round) area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00 key=\(key)"
            do {
              let final = try await session.run(Outgoing(line: Array(line.utf8))).final
              if final.word != .ok { failed.append(ReplyPrinter.line(final)) }
            } catch {
              failed.append("\(error)")
            }
            answered()
          }
          await session.close()
          return failed
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }
}
