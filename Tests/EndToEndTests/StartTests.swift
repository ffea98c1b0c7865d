import Glibc
import TestSupport
import Testing

@Suite("The daemon's start and end", .serialized) struct StartTests {
  @Test("The first start makes everything, the client finds the token by itself, and SIGTERM leaves nothing running")
  func firstAndSecondStart() async throws {
    try await Scratch.with { scratch in
      let first = try await scratch.musterd(["--city", "临河区"])
      let port = try await first.port()
      #expect(scratch.mode("data/admin.token") == 0o600)
      let token = try scratch.read("data/admin.token")
      #expect(token.hasPrefix("mst_") && token.hasSuffix("\n"))

      let options = ["--server", "127.0.0.1:\(port)", "--data-directory", "\(scratch.path)/data"]
      let who = try await scratch.muster(options + ["WHOAMI"])
      #expect(who.ending == .code(0), "\(who)")
      #expect(who.column("role") == ["administrator"])
      #expect(who.column("now").first?.hasPrefix("2026-05-03T20:0") == true, "\(who)")
      let stranger = try await scratch.muster(["--server", "127.0.0.1:\(port)", "--data-directory", scratch.path, "WHOAMI"])
      #expect(stranger.ending == .code(1), "no token, no answer: \(stranger)")
      #expect(stranger.errors.contains("AUTH/REQUIRED"))

      first.send(signal: SIGTERM)
      #expect(await first.end() == .code(0))
      #expect(scratch.servers().isEmpty)

      let second = try await scratch.musterd()
      let again = try await second.port()
      #expect(try scratch.read("data/admin.token") == token, "the token of the first start stays")
      let areas = try await scratch.muster([
        "--server", "127.0.0.1:\(again)", "--data-directory", "\(scratch.path)/data", "WHOAMI",
      ])
      #expect(areas.ending == .code(0), "\(areas)")
      second.send(signal: SIGINT)
      #expect(await second.end() == .code(0))
      #expect(scratch.servers().isEmpty)
    }
  }

  @Test("Killed with -9 it leaves its server running and a pid file behind; the next start serves with everything in it")
  func killed() async throws {
    try await Scratch.with { scratch in
      try await scratch.prepareCity()
      let first = try await scratch.musterd()
      let port = try await first.port()
      let staff = try LineSocket(port: port, as: "staff-east")
      let event = try #require(
        try staff.ok("EVENT.ADD title=先知先觉 area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00").final.field("id"))
      first.send(signal: SIGKILL)
      #expect(await first.end() == .signal(SIGKILL))
      let left = try #require(scratch.postmaster())
      #expect(scratch.servers().contains(left), "the server outlives its daemon")

      let second = try await scratch.musterd()
      let socket = try LineSocket(port: try await second.port(), as: "staff-east")
      #expect(try socket.ok("EVENTS \(event)").column("title") == ["先知先觉"])
      let now = try #require(scratch.postmaster())
      #expect(now != left && !scratch.servers().contains(left))

      // Daemon and server at once: the pid files name processes that are gone.
      second.send(signal: SIGKILL)
      kill(now, SIGKILL)
      _ = await second.end()
      #expect(scratch.exists("data/postgres/postmaster.pid"))
      let third = try await scratch.musterd()
      let last = try LineSocket(port: try await third.port(), as: "staff-east")
      #expect(try last.ok("EVENTS \(event)").column("title") == ["先知先觉"])
      #expect(scratch.exists("data/run/muster.sock"), "the dead daemon's socket file is in nobody's way")
    }
  }

  @Test("A second daemon on the same directory says whose it is and ends; the first goes on")
  func twoOnOneDirectory() async throws {
    try await Scratch.with { scratch in
      try await scratch.prepareCity()
      let first = try await scratch.musterd()
      let port = try await first.port()
      let second = try await scratch.musterd()
      try #require(await second.line("ready") == nil, "two serve from one directory")
      #expect(await second.end() == .code(1))
      let (output, errors) = await second.everything()
      #expect(output.isEmpty, "it never says that it is ready")
      #expect(errors.contains("数据目录"), "\(errors)")
      #expect(errors.contains("is in use by another daemon (process \(first.pid))"), "\(errors)")
      #expect(try LineSocket(port: port).ask("PING").final.word == .ok)
      #expect(!scratch.servers().isEmpty)
    }
  }

  @Test(
    "What it cannot do it says in a sentence of two languages, and ends without leaving a server",
    arguments: [
      (["--listen", "0.0.0.0:0"], "0.0.0.0"), (["--listen", "nonsense"], "HOST:PORT"),
      (["--clock", "gestern"], "--clock"), (["--clock", "2026-05-03T20:00,x0"], "--clock"),
      (["--database-connections", "0"], "--database-connections"), (["--limit", "connections=none"], "--limit"),
      (["--log-level", "loud"], "log level"),
      (["--database", "host=/nowhere/at/all dbname=x user=muster_app"], "musterd:"),
    ])
  func refuses(arguments: [String], sentence: String) async throws {
    try await Scratch.with { scratch in
      try await scratch.prepareCity()
      let daemon = try await scratch.musterd(arguments)
      try #require(await daemon.line("ready") == nil, "it serves all the same")
      #expect(await daemon.end() != .code(0))
      let (output, errors) = await daemon.everything()
      #expect(output.isEmpty)
      #expect(errors.contains(sentence), "\(errors)")
      #expect(errors.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(errors)")
      #expect(!errors.contains("Fatal error"), "\(errors)")
      #expect(scratch.servers().isEmpty)
    }
  }
}
