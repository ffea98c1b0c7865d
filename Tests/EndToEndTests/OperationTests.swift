import Glibc
import MusterProtocol
import NIOConcurrencyHelpers
import TestSupport
import Testing

/// The daemon as its operator knows it: configuration, TLS, reload, drain.
@Suite("Operation", .serialized) struct OperationTests {
  private static let anywhere = "127.0.0.1:0"

  /// Lays a certificate and its key where a daemon looks for them, in one step each.
  private static func install(_ name: String, in scratch: Scratch) throws {
    let files = try TestCertificates.files(name)
    defer { unlink(files.key) }
    for (source, target) in [(files.certificate, "server.pem"), (files.key, "server.key")] {
      let text = try String(decoding: readFile(source), as: UTF8.self)
      try scratch.write(text, "\(target).new")
      chmod("\(scratch.path)/\(target).new", 0o600)
      guard rename("\(scratch.path)/\(target).new", "\(scratch.path)/\(target)") == 0 else { throw TestFailure("rename") }
    }
  }

  private static func readFile(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TestFailure("cannot read \(path)") }
    defer { close(descriptor) }
    var octets = [UInt8](repeating: 0, count: 65_536)
    return Array(octets[..<max(0, read(descriptor, &octets, octets.count))])
  }

  private static func who(
    _ city: SmallCity, port: Int, _ options: [String], host: String = "localhost"
  ) async throws -> Scratch.Outcome {
    try await city.scratch.muster(
      ["--server", "tls://\(host):\(port)", "--data-directory", city.scratch.path, "--lang", "en"] + options + [
        "HELP", "limits",
      ])
  }

  @Test(
    "The client speaks TLS with the daemon; SIGHUP renews the certificate without dropping anybody, a bad pair changes nothing")
  func certificates() async throws {
    try await Scratch.with { files in
      try Self.install("server", in: files)
      let options = [
        "--listen", "tls://127.0.0.1:0", "--certificate", "\(files.path)/server.pem", "--private-key",
        "\(files.path)/server.key",
      ]
      try await SmallCity.with(options) { city in
        let ports = try await city.daemon.ports()
        let old = ["--ca", TestCertificates.authority]
        let new = ["--ca", TestCertificates.otherAuthority]
        let staff = try city.socket(as: "staff-east")

        let first = try await Self.who(city, port: ports[1], old)
        #expect(first.ending == .code(0), "\(first)")
        #expect(first.column("name").contains("connections-per-principal"))
        let insecure = try await Self.who(city, port: ports[1], ["--insecure"])
        #expect(insecure.ending == .code(0) && insecure.errors.contains("warning: --insecure"), "\(insecure)")
        let stranger = try await Self.who(city, port: ports[1], [])
        #expect(stranger.ending != .code(0) && stranger.errors.contains("no known authority"), "\(stranger)")
        let plain = try await Self.who(city, port: ports[0], old)
        #expect(plain.ending != .code(0) && plain.errors.contains("does not speak TLS"), "\(plain)")

        try Self.install("renewed", in: files)
        city.daemon.send(signal: SIGHUP)
        #expect(await city.daemon.errorLine("configuration reloaded") != nil)
        #expect(try await Self.who(city, port: ports[1], new).ending == .code(0))
        #expect(try await Self.who(city, port: ports[1], old).ending != .code(0))

        // The key of another certificate, and one that is out of date.
        for (name, sentence) in [("server.pem", "is not the private key"), ("expired", "2001-01-01")] {
          if name == "expired" {
            try Self.install("expired", in: files)
          } else {
            try files.write(String(decoding: try Self.readFile(TestCertificates.path(name)), as: UTF8.self), "server.pem")
          }
          city.daemon.send(signal: SIGHUP)
          #expect(await city.daemon.errorLine(sentence) != nil)
          #expect(try await Self.who(city, port: ports[1], new).ending == .code(0), "the old one stays")
        }
        #expect(try staff.ask("PING").final.word == .ok, "nobody was dropped")
      }
    }
  }

  @Test("SIGHUP reads limits and log level from the file; a bad line is told with file and line, and nothing changes")
  func reload() async throws {
    try await Scratch.with { files in
      let path = "\(files.path)/musterd.conf"
      try files.write("# limits\nlimit = page=500\nlog-level = info\n", "musterd.conf")
      try await SmallCity.with(["--config", path]) { city in
        let announced = { try LineSocket(port: city.port).greeting.field("maxrows") }
        #expect(try announced() == "500")
        try files.write("limit = page=400\nlog-level = debug\nlisten = 127.0.0.1:1\n", "musterd.conf")
        city.daemon.send(signal: SIGHUP)
        let line = try #require(await city.daemon.errorLine("configuration reloaded"))
        #expect(!line.contains("log-level"))
        #expect(try announced() == "400")
        for (text, sentence) in [
          ("limit = page=300\n\nlimit = paeg=200\n", "musterd.conf, line 3: --limit paeg=200"),
          ("limit = page=300\nnonsense\n", "line 2"), ("log-level = loud\n", "line 1: no log level loud"),
          ("limt = page=300\n", "line 1: no setting limt"),
        ] {
          try files.write(text, "musterd.conf")
          city.daemon.send(signal: SIGHUP)
          #expect(await city.daemon.errorLine(sentence) != nil)
          #expect(try announced() == "400", "\(text)")
        }
        // An account's rate holds at once, also for who is there.
        let staff = try city.socket(as: "staff-east")
        try files.write("limit = commands-per-second=1\nlimit = command-burst=1\n", "musterd.conf")
        city.daemon.send(signal: SIGHUP)
        // The command line's own limits stand behind the file and win: only what it does not set can be changed.
        #expect(try staff.ask("PING").final.word == .ok)
      }
    }
  }

  @Test("--check-config says yes or what is wrong; --print-config shows what is in force, and no password")
  func checking() async throws {
    try await Scratch.with { scratch in
      let conninfo = "host=db user=muster_app password='se cret' dbname=muster"
      try scratch.write("limit = page=500\ndatabase = \(conninfo)\n", "good.conf")
      try scratch.write("limit = page=0\n", "bad.conf")
      let run = { (arguments: [String]) async throws -> Scratch.Outcome in
        await scratch.outcome(of: try await scratch.musterd(arguments))
      }
      let good = try await run(["--config", "\(scratch.path)/good.conf", "--check-config"])
      #expect(good.ending == .code(0) && good.output.contains("good"), "\(good)")
      let bad = try await run(["--config=\(scratch.path)/bad.conf", "--check-config"])
      #expect(bad.ending == .code(1) && bad.errors.contains("bad.conf, line 1: --limit page=0"), "\(bad)")
      let printed = try await run(["--config", "\(scratch.path)/good.conf", "--print-config"])
      #expect(printed.ending == .code(0), "\(printed)")
      #expect(printed.output.contains("limit = page=500\n"))
      #expect(printed.output.contains("database = host=db user=muster_app password=*** dbname=muster\n"))
      // What is printed is itself a configuration; where it listens comes from the command line in both runs.
      let settings = printed.output.split(separator: "\n").filter { !$0.hasPrefix("listen") }
      try scratch.write(settings.joined(separator: "\n") + "\n", "printed.conf")
      let again = try await run(["--config", "\(scratch.path)/printed.conf", "--print-config"])
      #expect(again.output == printed.output, "\(again)")
    }
  }

  @Test("DRAIN is the operator's, and ends the daemon like SIGTERM")
  func drain() async throws {
    try await SmallCity.with { city in
      let staff = try city.socket(as: "staff-east")
      #expect(try staff.ask("DRAIN").final.words == "NO DENIED")
      let operation = try await city.scratch.muster(["--data-directory", "\(city.scratch.path)/data", "--peer", "DRAIN"])
      #expect(operation.ending == .code(0), "\(operation)")
      #expect(try staff.reply().reply.final.words == "BYE DRAINING")
      #expect(await city.daemon.end() == .code(0))
    }
  }

  @Test("A second SIGTERM ends at once what the first would wait for")
  func secondSignal() async throws {
    try await SmallCity.with { city in
      let staff = try city.socket(as: "staff-east")
      let event = try #require(try staff.ok("EVENTS").column("id").first ?? nil)
      // Its row is held by somebody else.
      try await SmallCity.holding(city.superuser, "SELECT FROM muster.event FOR UPDATE") { somebodyWaits in
        try staff.send("EVENT.SET \(event) title=等")
        try await somebodyWaits()
        city.daemon.send(signal: SIGTERM)
        #expect(await city.daemon.errorLine("draining") != nil)
        city.daemon.send(signal: SIGTERM)
        #expect(await city.daemon.end() == .code(0))
        #expect(await city.daemon.errorLine("ended at once") != nil)
      }
    }
  }

  @Test("A daemon that has no descriptors left serves who is there, and takes new connections as soon as some are free")
  func descriptors() async throws {
    try await SmallCity.with { city in
      let staff = try city.socket(as: "staff-east")
      let allow = { (count: Int) async throws in
        let program = try RunningProgram("/usr/bin/prlimit", ["--pid", "\(city.daemon.pid)", "--nofile=\(count):4096"])
        #expect(await program.end() == .code(0))
      }
      // Below what is open already: every accept fails with EMFILE until it is raised again.
      try await allow(4)
      let waiting = onThreadTask { try LineSocket(port: city.port).ask("PING").final.word }
      for _ in 0..<20 { #expect(try staff.ask("AREAS limit=1").final.word == .ok) }
      try await allow(4_096)
      #expect(try await waiting.value == .ok)
      #expect(!city.daemon.hasEnded)
    }
  }
}

/// A blocking call beside the test.
private func onThreadTask<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) -> Task<Value, any Error> {
  Task { try await onThread { Result { try body() } }.get() }
}
