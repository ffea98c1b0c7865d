import Glibc
import TestSupport
import Testing

@Suite("The client's comforts", .serialized) struct ClientComfortTests {
  @Test("A profile says which server and as whom; options and variables count more, and its faults are told by line")
  func profiles() async throws {
    try await ShellCity.with(small: true) { city in
      let scratch = city.scratch
      for folder in ["config", "config/muster"] { mkdir("\(scratch.path)/\(folder)", 0o700) }
      try scratch.write(TestWorld.token("staff-east") + "\n", "config/muster/east.token")
      chmod("\(scratch.path)/config/muster/east.token", 0o600)
      try scratch.write(
        "# 东社区\nserver = 127.0.0.1:\(city.port)\ntoken-file = east.token\nlang = en\n", "config/muster/east.conf")
      try scratch.write("server = 127.0.0.1:1\n\nsever = x\n", "config/muster/west.conf")

      let none = try await scratch.muster(["--server", "127.0.0.1:1", "WHOAMI"])
      #expect(none.ending == .code(5), "\(none)")
      let named = try await scratch.muster(["--profile", "east", "WHOAMI"])
      #expect(named.column("user") == ["staff-east"], "\(named)")
      let bad = try await scratch.muster(["--profile", "west", "WHOAMI"])
      #expect(bad.ending == .code(2) && bad.errors.contains("west.conf 第 3 行"), "\(bad)")
      let near = try await scratch.muster(["--profile", "esat", "WHOAMI"])
      #expect(near.ending == .code(2) && near.errors.contains("east 吗"), "\(near)")

      let used = try await scratch.muster(["profiles", "--use", "east"])
      #expect(used.ending == .code(2), "the broken one is told: \(used)")
      #expect(
        used.rows.contains { $0.prefix(2) == ["east", "yes"] } && used.rows.contains { $0.prefix(2) == ["west", "\\N"] },
        "\(used)")
      #expect(try await scratch.muster(["WHOAMI"]).column("user") == ["staff-east"])
      let english = try await scratch.muster(["EVENTZ"])
      #expect(english.ending == .code(2) && !english.errors.isChinese, "\(english)")
      let other = try await scratch.muster(["PING"], variables: ["MUSTER_SERVER": "127.0.0.1:1"])
      #expect(other.ending == .code(5) && other.errors.contains("cannot reach 127.0.0.1:1"), "\(other)")
      #expect(try await scratch.muster(["--lang", "zh-CN", "EVENTZ"]).errors.isChinese)
    }
  }

  @Test("--all shows every page of a list once")
  func allPages() async throws {
    try await ShellCity.with { city in
      let sample = try await city.scratch.muster(["sample", "\(city.scratch.path)/city", "--city", "linhe", "--members", "240"])
      #expect(sample.ending == .code(0), "\(sample)")
      #expect(try await city.importing("city").ending == .code(0))
      let page = try await city.muster("--as", "staff", "AREAS", "limit=7")
      #expect(page.rows.count == 8 && page.errors.contains("more=yes"), "\(page)")
      let all = try await city.muster("--as", "staff", "--all", "AREAS", "limit=7")
      let whole = try await city.muster("--as", "staff", "AREAS", "limit=1000")
      #expect(all.output == whole.output && whole.errors.contains("more=no"), "\(all)")
      #expect(all.errors == whole.errors)
    }
  }

  @Test("Ctrl-C in a script leaves the job running, says how to look, and ends with 4")
  func leaves() async throws {
    try await ShellCity.with(small: true) { city in
      let socket = try LineSocket(port: city.port, as: "staff-east")
      try await SolverJobTests.makeWork(socket, city.scratch.superuser())
      try city.scratch.write(TestWorld.token("staff-east") + "\n", "east.token")
      chmod("\(city.scratch.path)/east.token", 0o600)
      let client = try RunningProgram(
        "muster",
        [
          "--server", "127.0.0.1:\(city.port)", "--token-file", "\(city.scratch.path)/east.token", "--wait", "SOLVE",
          "area=A-4",
          "from=2026-05-04", "to=2026-05-11", "seconds=600",
        ], variables: ["XDG_STATE_HOME": "\(city.scratch.path)/state"])
      // It follows the job as soon as there is one.
      _ = try await Self.firstJob(socket)
      client.send(signal: SIGINT)
      let ending = await client.end()
      let errors = await client.everything().errors
      #expect(ending == .code(4), "\(errors)")
      #expect(errors.contains("CANCEL J-1"), "\(errors)")
      let state = try socket.ok("JOB J-1").column("state").first ?? nil
      #expect(state == "running" || state == "queued")
      try socket.ok("CANCEL J-1")
    }
  }

  @Test("A watch goes on behind its last event when the daemon was killed and came back, and ends by Ctrl-C with 0")
  func watches() async throws {
    try await ShellCity.with(small: true) { city in
      let socket = try LineSocket(port: city.port, as: "staff-east")
      try socket.ok("WATCH events")
      try city.scratch.write(TestWorld.token("staff-east") + "\n", "east.token")
      chmod("\(city.scratch.path)/east.token", 0o600)
      let client = try RunningProgram(
        "muster",
        [
          "watch", "events", "--since", "0", "--json", "--server", "127.0.0.1:\(city.port)", "--token-file",
          "\(city.scratch.path)/east.token",
        ], variables: ["XDG_STATE_HOME": "\(city.scratch.path)/state"])
      try socket.ok("EVENT.SET E-1 title=再来")
      let first = try socket.event().seq
      #expect(await client.line("{\"event\":\"event\",\"seq\":\"\(first)\"") != nil)

      city.daemon.send(signal: SIGKILL)
      _ = await city.daemon.end()
      let again = try await city.scratch.musterd(listen: "127.0.0.1:\(city.port)")
      let other = try LineSocket(port: try await again.port(), as: "staff-east")
      try other.ok("WATCH events")
      try other.ok("EVENT.SET E-1 title=又来")
      let second = try other.event().seq
      #expect(await client.line("{\"event\":\"event\",\"seq\":\"\(second)\"") != nil)
      client.send(signal: SIGINT)
      let ending = await client.end()
      let (output, errors) = await client.everything()
      #expect(ending == .code(0), "\(errors)")
      #expect(output.split(separator: "\n").count { $0.contains("\"seq\":\"\(first)\"") } == 1, "\(output)")
      #expect(errors.contains("重连"), "\(errors)")
    }
  }

  private static func firstJob(_ socket: LineSocket) async throws {
    for _ in 0..<600 {
      if try socket.ask("JOB J-1").final.word == .ok { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw TestFailure("no job")
  }
}

@Suite("Completion in real shells") struct ShellScriptTests {
  private static func run(_ shell: String, _ arguments: [String]) async throws -> (
    ending: RunningProgram.Ending, output: String, errors: String
  ) {
    let program = try RunningProgram(shell, arguments)
    let ending = await program.end()
    let (output, errors) = await program.everything()
    return (ending, output, errors)
  }

  private static func path(_ shell: String) -> String? {
    ["/bin/\(shell)", "/usr/bin/\(shell)"].first { access($0, X_OK) == 0 }
  }

  @Test("Every shell that is here accepts its script", arguments: ["bash", "zsh", "fish"])
  func accepted(shell: String) async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.muster(["completion", shell])
      #expect(made.ending == .code(0) && made.output.contains("---complete \(shell)"), "\(made)")
      guard let path = Self.path(shell) else { return }
      try scratch.write(made.output, "script")
      let checked = try await Self.run(path, ["-n", "\(scratch.path)/script"])
      #expect(checked.ending == .code(0) && checked.errors.isEmpty, "\(checked)")
    }
  }

  @Test(
    "bash completes verbs, arguments and values",
    arguments: [
      ("muster SHI", "SHIFTS SHIFT.ADD"), ("muster SHIFTS sta", "state="), ("muster --as x SHIFTS state=f", "full"),
      ("muster --lang e", "en"), ("muster comp", "completion"), ("muster import /", ""),
    ])
  func bash(line: String, words: String) async throws {
    let path = try #require(Self.path("bash"))
    let folder = RunningProgram.folder
    let script = """
      compopt() { :; }
      PATH=\(folder):$PATH
      source <(muster completion bash)
      COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(muster); COMP_CWORD=1
      _muster
      echo "${COMPREPLY[*]}"
      """
    let ran = try await Self.run(path, ["-c", script])
    #expect(ran.output == words + "\n", "\(ran)")
  }
}
