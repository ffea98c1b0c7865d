import MusterProtocol
import NIOConcurrencyHelpers
import Testing

@testable import MusterClient
@testable import muster

@Suite("Arguments of muster") struct RouteTests {
  @Test(
    "go to the client's own subcommands only in lower case",
    arguments: [
      (["solve", "x.json", "--plan", "p"], Route.local(["solve", "x.json", "--plan", "p"])),
      (["SOLVE", "area=A-1"], .send(options: [], words: ["SOLVE", "area=A-1"])),
      (["events", "in=A-1"], .send(options: [], words: ["events", "in=A-1"])),
      (["--as", "solve", "events"], .send(options: ["--as", "solve"], words: ["events"])),
      (["--json", "--server", "h:1", "import", "d", "--dry"], .local(["import", "--json", "--server", "h:1", "d", "--dry"])),
      (["--as=x", "--", "import"], .local(["import", "--as=x"])),
      (["PING", "--json", "-x"], .send(options: [], words: ["PING", "--json", "-x"])),
      (["-f", "import"], .send(options: ["-f", "import"], words: [])),
      ([], .send(options: [], words: [])), (["help"], .send(options: ["--help"], words: [])),
      (["help", "import"], .local(["help", "import"])), (["--version"], .version),
      (["--user", "password", "PASSWORD"], .send(options: ["--user", "password"], words: ["PASSWORD"])),
      (["--as", "x", "password", "wang"], .local(["password", "--as", "x", "wang"])),
      (["--lang", "en", "help", "events"], .help(options: ["--lang", "en"], topic: "events")),
    ])
  func route(arguments: [String], route: Route) {
    #expect(Route(arguments) == route)
  }

  @Test(
    "that belong before the verb are noticed behind it",
    arguments: [
      (["EVENTS", "--json"], "--json"), (["EVENTS", "--as=x"], "--as=x"), (["EVENTS", "--unknown"], nil),
      (["EVENTS", "a=--json"], nil),
      (["EVENTS", "-q"], nil),
    ] as [([String], String?)])
  func misplaced(words: [String], option: String?) {
    #expect(Route.misplaced(words) == option)
  }
}

/// Without this machine's profiles and variables.
private func run(_ arguments: [String]) async -> Int32 { await Main.run(arguments, Environment()) }

@Suite("muster as a whole") struct WholeTests {
  @Test(
    "ends with the status of the final word",
    arguments: [
      ("*OK\n", Int32(0)), ("*NO DENIED -- 不行\n", 1), ("*BAD VERB -- 不懂\n", 2), ("*LATER POOL retry=0\n", 3),
      ("*UNSURE COMMIT retry=0\n", 4),
      ("*BYE LIMIT/SIZE\n", 5), ("nonsense\n", 5),
    ])
  func status(final: String, status: Int32) async throws {
    let scratch = try Scratch()
    let server = try await ScriptedServer.start { _ in [.send(final)] }
    let ended = await run(["--server", "\(server.address)", "--data-directory", scratch.path, "--quiet", "PING"])
    #expect(ended == status)
    await server.stop()
  }

  @Test("reaches the data directory's own socket as this machine's user")
  func peer() async throws {
    let scratch = try Scratch()
    try PrivateFile.makeDirectory(scratch.path + "/run")
    let server = try await ScriptedServer.start(socket: scratch.path + "/run/muster.sock") { _ in [.send("*OK\n")] }
    let ended = await run(["--peer", "--data-directory", scratch.path, "--lang", "en", "--quiet", "PING"])
    #expect(ended == 0)
    #expect(server.received.map(\.line) == ["AUTH PEER", "SET lang=en", "PING"])
    await server.stop()
  }

  @Test("ends with 5 where nobody listens, and with 2 when it is called wrongly")
  func local() async throws {
    let scratch = try Scratch()
    let port = try DeafPort()
    let cases: [([String], Int32)] = [
      (["--server", "\(port.address)", "--data-directory", scratch.path, "PING"], 5),
      (["--data-directory", scratch.path, "--as", "nobody", "PING"], 5),
      (["--version"], 0), (["solve", "x", "--plan", "p", "--threads", "0"], 2),
      (["solve", "x", "--plan", "p", "--seed", "x"], 2),
      (["sample", "x", "--city", "linhe", "--members", "1"], 2), (["sample", "x", "--city", "atlantis"], 2), (["solve"], 2),
      (["--retry", "-1", "PING"], 2), (["-f", "x", "PING"], 2),
      (["--profile", "nobody", "PING"], 2), (["--as", "x", "--token-file", "y", "PING"], 2), (["--color", "red", "PING"], 2),
      (["--all", "-f", "x"], 2), (["completion", "tcsh"], 2), (["completion", "bash"], 0),
      (["--bogus"], 2), (["--server", "a:b:c", "PING"], 2), (["EVENTS", "--json"], 2), (["import", scratch.path + "/none"], 2),
    ]
    for (arguments, status) in cases {
      let ended = await run(arguments)
      #expect(ended == status, "\(arguments)")
    }
  }
}

@Suite("--wait") struct WaitTests {
  @Test("follows a job that is named, to its end", arguments: [("done", Int32(0)), ("failed", 1)])
  func job(state: String, status: Int32) async throws {
    let scratch = try Scratch()
    let asked = NIOLockedValueBox(0)
    let server = try await ScriptedServer.start { _ in
      let number = asked.withLockedValue { count in
        count += 1
        return count
      }
      return [.send("*# id\tkind\tstate\tprogress\n*| J-12\tsolve\t\(number < 3 ? "running" : state)\t50\n*OK\n")]
    }
    let ended = await run(
      ["--server", "\(server.address)", "--data-directory", scratch.path, "--quiet", "--wait", "JOB", "J-12"])
    #expect(ended == status)
    #expect(server.received.map(\.verb) == ["JOB", "JOB", "JOB"])
    await server.stop()
  }
}

@Suite("A script") struct ScriptTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func run(_ text: String, on server: ScriptedServer, keepsGoing: Bool = false) async throws -> Ending {
    let path = try scratch.write(text, to: "script")
    let options = try Options.parse(["--server", "\(server.address)", "--no-header"])
    var environment = Environment()
    environment.outputDescriptor = scratch.stream("out")
    environment.errorDescriptor = scratch.stream("err")
    let session = Session(
      Session.Settings(address: server.address, credential: nil), journal: KeyJournal(directory: scratch.path + "/keys"))
    do {
      try await Script(session: session, screen: Screen(options, environment), keepsGoing: keepsGoing).run(
        try ScriptSource(path: path))
      return .done
    } catch let status as Ending {
      return status
    }
  }

  private func server() async throws -> ScriptedServer {
    try await ScriptedServer.start { received in
      let word = received.line.contains("bad") ? "NO CONFLICT/FULL" : "OK"
      let literal = received.literal.map { String(decoding: $0, as: UTF8.self).replacing("\n", with: "|") } ?? ""
      return [.send("*# n\n*| \(received.line.split(separator: " ")[1])\(literal)\n*\(word)\n")]
    }
  }

  @Test("prints answers in the order of its lines, with comments skipped and literals kept")
  func order() async throws {
    let server = try await server()
    let lines = (1...200).map { "@t\($0) AGENDA M-\($0)" }.joined(separator: "\r\n")
    let status = try await run("# first\n\n\(lines)\nEVENTS {5}\na\nb\nc\nPING last", on: server)
    #expect(status == .done)
    #expect(try scratch.read("out") == (1...200).map { "M-\($0)\n" }.joined() + "{5}a|b|c\nlast\n")
    await server.stop()
  }

  @Test("may begin with a byte-order mark, which is no part of its first command")
  func byteOrderMark() async throws {
    let server = try await server()
    #expect(try await run("\u{FEFF}AGENDA M-1\nAGENDA M-2\n", on: server) == .done)
    #expect(server.received.map(\.line).allSatisfy { $0.hasPrefix("AGENDA") })
    #expect(try scratch.read("out") == "M-1\nM-2\n")
    await server.stop()
  }

  @Test("stops at the first failure before anything that changes something is sent")
  func stops() async throws {
    let server = try await server()
    let status = try await run("ACCEPT P-1\nACCEPT P-bad\nAGENDA M-1\nACCEPT P-2\n", on: server)
    #expect(status == .refused)
    #expect(!server.received.contains { $0.line.hasPrefix("ACCEPT P-2") })
    #expect(try scratch.read("out") == "P-1\nP-bad\n")
    await server.stop()
  }

  @Test("goes on when told, and ends with the first failure's status")
  func keepsGoing() async throws {
    let server = try await server()
    let status = try await run("ACCEPT P-1\nACCEPT P-bad\nACCEPT P-2\n", on: server, keepsGoing: true)
    #expect(status == .refused)
    #expect(try scratch.read("out") == "P-1\nP-bad\nP-2\n")
    #expect(try scratch.read("err") == "OK\nNO CONFLICT/FULL\nOK\n")
    await server.stop()
  }

  @Test(
    "may not watch, where nobody would see it, and says so after what stood before it",
    arguments: ["WATCH jobs", "watch off=W-1", "{\"verb\":\"WATCH\", \"what\":\"jobs\"}"])
  func watch(line: String) async throws {
    let server = try await server()
    let error = await #expect(throws: ClientError.self) {
      _ = try await run("AGENDA M-1\nBEGIN x\n\(line)\nAGENDA M-2\n", on: server, keepsGoing: true)
    }
    #expect(error == .unsendable(.watch))
    #expect(error?.sentence(.english).contains("use muster watch") == true)
    #expect(server.received.map(\.verb) == ["AGENDA", "BEGIN"])
    #expect(try scratch.read("out") == "M-1\nx\n")
    await server.stop()
  }

  @Test("ends at a BEGIN that is refused, also when told to go on: its commands would be done one by one")
  func refusedBatch() async throws {
    let server = try await server()
    let status = try await run("BEGIN bad\nACCEPT P-1\nCOMMIT x\nACCEPT P-2\n", on: server, keepsGoing: true)
    #expect(status == .refused)
    #expect(server.received.map(\.verb) == ["BEGIN"])
    await server.stop()
  }

  @Test("with a line over the limit answers what stood before it")
  func tooLong() async throws {
    let server = try await server()
    await #expect(throws: ClientError.unsendable(.tooLong(argument: nil, maximum: 8_192))) {
      _ = try await run("AGENDA M-1\n" + String(repeating: "x", count: 9_000), on: server)
    }
    #expect(try scratch.read("out") == "M-1\n")
    await server.stop()
  }
}
