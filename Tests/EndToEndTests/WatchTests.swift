import Glibc
import MusterProtocol
import TestSupport
import Testing

@Suite("Watching over two daemons", .serialized) struct WatchTests {
  @Test("What one daemon writes is told by the other, and when the one that dispatches is killed nothing is lost or told twice")
  func killed() async throws {
    try await SmallCity.with { city in
      let other = try await city.scratch.musterd(
        data: "other", ["--database", "\(city.superuser) user=muster_app", "--unsafe-for-tests"])
      let port = try await other.port()
      let here = try city.socket(as: "staff-street")
      let watching = try LineSocket(port: port, as: "staff-street")
      let begun = try #require(try watching.ok("WATCH events").final.field("seq"))
      var versions: [String?] = []
      func write(_ socket: LineSocket, _ times: Int) throws {
        for _ in 0..<times { versions.append(try socket.ok("EVENT.SET E-1 title=再来").final.field("v")) }
      }
      try write(here, 20)
      var told = try (0..<20).map { _ in try watching.event() }
      city.daemon.send(signal: SIGKILL)
      _ = await city.daemon.end()
      let again = try LineSocket(port: port, as: "staff-street")
      try write(again, 20)
      told += try (0..<20).map { _ in try watching.event() }
      #expect(told.map { $0.field("v") } == versions)
      #expect(zip(told, told.dropFirst()).allSatisfy { $0.seq < $1.seq })
      // Whoever lost the connection with the daemon takes up where it was.
      try again.ok("WATCH events since=\(begun)")
      let caughtUp = try (0..<40).map { _ in try again.event() }
      #expect(caughtUp == told)
    }
  }

  @Test("A running solve tells how far it is, and ends with its roster")
  func solve() async throws {
    try await SmallCity.with { city in
      let staff = try city.socket(as: "staff-east")
      let job = try #require(
        try staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=2 seed=7").final.field("job"))
      try staff.ok("WATCH jobs id=\(job) since=0")
      var states: [String] = []
      while states.last != "done" {
        let event = try staff.event()
        if event.name == "gap" { continue }
        #expect(event.name == "job" && event.field("id") == job)
        states.append(event.field("state") ?? "")
        if states.last == "done" {
          let roster = try #require(event.field("roster"))
          try staff.ok("PUBLISH \(roster) if=\(event.field("v") ?? "")")
        }
      }
      #expect(states.first == "queued" && states.contains("running"))
    }
  }
}
