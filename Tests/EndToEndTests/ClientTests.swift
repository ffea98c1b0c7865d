import Glibc
import TestSupport
import Testing

/// `musterd` and `muster` as somebody at a shell has them: an embedded cluster, a sample city, and nothing but command lines.
struct ShellCity: Sendable {
  let scratch: Scratch
  let daemon: RunningProgram
  let port: Int

  /// An empty city, or the small one.
  static func with(small: Bool = false, _ body: (ShellCity) async throws -> Void) async throws {
    try await Scratch.with { scratch in
      if small { try await scratch.prepareCity() }
      let daemon = try await scratch.musterd()
      try await body(ShellCity(scratch: scratch, daemon: daemon, port: try await daemon.port()))
    }
  }

  func muster(_ arguments: String...) async throws -> Scratch.Outcome { try await muster(arguments) }
  func muster(_ arguments: [String]) async throws -> Scratch.Outcome {
    try await scratch.muster(["--server", "127.0.0.1:\(port)", "--data-directory", "\(scratch.path)/data"] + arguments)
  }
  /// The options of a subcommand stand behind its name.
  func importing(_ folder: String, _ options: String...) async throws -> Scratch.Outcome {
    try await scratch.muster(
      ["import", "\(scratch.path)/\(folder)", "--server", "127.0.0.1:\(port)", "--data-directory", "\(scratch.path)/data"]
        + options)
  }
}

@Suite("The client program", .serialized) struct ClientTests {
  @Test("A sample city is imported, planned, published, accepted and declined, all from the command line")
  func mainJob() async throws {
    try await ShellCity.with { city in
      let sample = try await city.scratch.muster(["sample", "\(city.scratch.path)/city", "--city", "linhe", "--members", "200"])
      #expect(sample.ending == .code(0), "\(sample)")
      try await Self.imports(city)
      try await Self.plans(city)
      try await Self.answers(city)
    }
  }

  private static func imports(_ city: ShellCity) async throws {
    let first = try await city.importing("city")
    #expect(first.ending == .code(0), "\(first)")
    #expect(first.rows.first == ["file", "inserted", "updated", "unchanged"])
    #expect(first.rows.contains(["members.csv", "200", "0", "0"]), "\(first)")
    for name in ["staff", "grid", "unit", "leader", "member", "department"] {
      #expect(city.scratch.mode("data/tokens/\(name)") == 0o600, "\(name)")
    }
    #expect(city.scratch.mode("data/tokens") == 0o700)
    let token = try city.scratch.read("data/tokens/staff")

    let second = try await city.importing("city")
    #expect(second.ending == .code(0), "\(second)")
    for row in second.rows.dropFirst() { #expect(row[1] == "0" && row[2] == "0" && row[3] != "0", "\(row)") }
    #expect(try city.scratch.read("data/tokens/staff") == token, "who has a token keeps it")

    // A changed row is an update, and is told as one.
    let members = try city.scratch.read("city/members.csv")
    try city.scratch.write(members.replacing(",1972,", with: ",1971,", maxReplacements: 1), "city/members.csv")
    let third = try await city.importing("city")
    #expect(third.rows.contains(["members.csv", "0", "1", "199"]), "\(third)")
  }

  private static func plans(_ city: ShellCity) async throws {
    let who = try await city.muster("--as", "staff", "WHOAMI")
    let area = try #require(who.column("scope").first)
    let solve = try await city.muster(
      "--as", "staff", "SOLVE", "area=\(area)", "from=2026-05-04", "to=2026-05-11", "seconds=2", "seed=7")
    #expect(solve.ending == .code(0), "\(solve)")
    let job = try #require(solve.column("job").first)
    var state = ""
    for _ in 0..<600 where state != "done" {
      let shown = try await city.muster("--as", "staff", "JOB", job)
      state = shown.column("state").first ?? ""
      if state == "failed" { throw TestFailure("\(shown)") }
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(state == "done")
    let rosters = try await city.muster("--as", "staff", "ROSTERS")
    let roster = try #require(rosters.column("id").first, "\(rosters)")
    let published = try await city.muster("--as", "staff", "PUBLISH", roster, "if=1")
    #expect(published.ending == .code(0), "\(published)")
    #expect((published.column("offered").first.flatMap { Int($0) } ?? 0) > 0, "\(published)")
    let twice = try await city.muster("--as", "staff", "PUBLISH", roster)
    #expect(twice.ending == .code(1) && twice.errors.contains("CONFLICT/STATE"), "\(twice)")
  }

  private static func answers(_ city: ShellCity) async throws {
    let offers = try await city.muster("--as", "staff", "ASSIGNMENTS", "state=offered")
    let ids = offers.column("id")
    #expect(ids.count >= 2, "\(offers)")
    // A member of the roster gets an account, as the administrator would give it.
    let member = try #require(offers.column("member").first)
    let account = try await city.muster("USER.SET", "helper", "role=member", "member=\(member)")
    #expect(account.ending == .code(0), "\(account)")
    let made = try await city.muster("TOKEN", "add=helper")
    try city.scratch.write("\(try #require(made.column("token").first))\n", "data/tokens/helper")
    chmod("\(city.scratch.path)/data/tokens/helper", 0o600)

    let agenda = try await city.muster("--as", "helper", "AGENDA")
    #expect(
      agenda.rows.first == ["id", "starts", "ends", "role", "title", "area", "state", "deadline", "v", "was", "swap"],
      "\(agenda)")
    let mine = try #require(agenda.column("id").first, "\(agenda)")
    #expect(agenda.column("starts") == agenda.column("starts").sorted())
    let accepted = try await city.muster("--as", "helper", "ACCEPT", mine)
    #expect(accepted.ending == .code(0), "\(accepted)")
    #expect(try await city.muster("--as", "helper", "AGENDA").column("state").contains("accepted"))

    // One for whom somebody could stand in.
    var other = ""
    for id in ids where id != mine && other.isEmpty {
      if try await !city.muster("--as", "staff", "SUBSTITUTES", id).column("member").isEmpty { other = id }
    }
    try #require(!other.isEmpty)
    let substitutes = try await city.muster("--as", "staff", "SUBSTITUTES", other)
    #expect(substitutes.ending == .code(0), "\(substitutes)")
    let declined = try await city.muster("--as", "staff", "DECLINE", other, "by=phone", "reason=加班")
    #expect(declined.ending == .code(0), "\(declined)")
    let states = try await city.muster("--as", "staff", "ASSIGNMENTS", "state=declined")
    #expect(states.column("id").contains(other), "\(states)")
    // Whoever stands in is offered the seat at once.
    let first = try #require(substitutes.column("member").first)
    let substitute = try #require(declined.column("substitute").first, "\(substitutes)\(declined)")
    let offered = try await city.muster("--as", "staff", "ASSIGNMENTS", "state=offered", "limit=1000")
    let row = try #require(offered.rows.first { $0.first == substitute }, "\(declined)")
    #expect(row.contains(first), "the best of those whom SUBSTITUTES lists: \(row)")
    // The sample's own member has an agenda too, be it empty; and sees nothing of the others'.
    #expect(try await city.muster("--as", "member", "AGENDA").ending == .code(0))
    let own = try await city.muster("--as", "member", "ASSIGNMENTS", "limit=1000")
    #expect(own.ending == .code(0) && Set(own.column("member")).count <= 1, "\(own)")
  }

  @Test("The exit status is the final word's")
  func exitStatus() async throws {
    try await ShellCity.with(small: true) { city in
      try city.scratch.write(TestWorld.token("staff-east") + "\n", "data/token-of-east")
      chmod("\(city.scratch.path)/data/token-of-east", 0o600)
      let cases: [([String], Int32)] = [
        (["PING"], 0), (["EVENTS", "E-2"], 1), (["EVENTZ"], 2), (["EVENTS", "E-1", "state"], 2),
        (["--as", "nobody", "PING"], 5),
        (["EVENTS", "--json"], 2), (["--no-such-option", "PING"], 2),
      ]
      for (words, status) in cases {
        let outcome = try await city.scratch.muster(
          ["--server", "127.0.0.1:\(city.port)", "--data-directory", "\(city.scratch.path)/data"] + words,
          variables: ["MUSTER_TOKEN_FILE": "\(city.scratch.path)/data/token-of-east"])
        #expect(outcome.ending == .code(status), "\(words): \(outcome)")
        if status > 0 { #expect(outcome.output.isEmpty && !outcome.errors.isEmpty, "\(words): \(outcome)") }
      }
      city.daemon.send(signal: SIGKILL)
      _ = await city.daemon.end()
      let away = try await city.muster("PING")
      #expect(away.ending == .code(5), "\(away)")
      #expect(away.errors.isChinese && away.errors.contains("musterd"), "\(away)")
      let english = try await city.muster("--lang", "en", "PING")
      #expect(english.errors.contains("cannot reach 127.0.0.1:\(city.port)"), "\(english)")
    }
  }

  @Test("In a pipe rows are tab-separated on standard output and all else is on standard error; --json is an object a line")
  func output() async throws {
    try await ShellCity.with(small: true) { city in
      try city.scratch.write("EVENTS\nWHOAMI\n", "script")
      let table = try await Self.east(city, ["EVENTS", "E-1"])
      #expect(
        table.rows.first == [
          "id", "starts", "ends", "title", "area", "venue", "domain", "state", "seats", "taken", "v", "series",
        ])
      #expect(table.column("title") == ["东社区义诊"])
      #expect(table.column("venue") == ["\\N"])
      #expect(table.errors.hasPrefix("OK rows=1"), "\(table)")
      let bare = try await Self.east(city, ["--no-header", "-q", "EVENTS", "E-1"])
      #expect(bare.rows.count == 1 && bare.errors.isEmpty, "\(bare)")
      let json = try await Self.east(city, ["--json", "EVENTS", "E-1"])
      let lines = json.output.split(separator: "\n")
      #expect(lines.count == 2, "\(json)")
      #expect(lines.first?.hasPrefix("{\"row\":{\"id\":\"E-1\",\"starts\":\"2026-05-04T09:00:00+08:00\"") == true, "\(json)")
      #expect(lines.first?.contains("\"venue\":null") == true)
      #expect(lines.last?.hasPrefix("{\"final\":\"OK\",\"rows\":\"1\"") == true, "\(json)")
      let script = try await Self.east(city, ["-f", "\(city.scratch.path)/script"])
      #expect(script.ending == .code(0), "\(script)")
      #expect(script.output.contains("staff-east") && script.output.contains("东社区义诊"))
    }
  }

  private static func east(_ city: ShellCity, _ words: [String]) async throws -> Scratch.Outcome {
    try city.scratch.write(TestWorld.token("staff-east") + "\n", "data/token-of-east")
    chmod("\(city.scratch.path)/data/token-of-east", 0o600)
    return try await city.scratch.muster(
      ["--server", "127.0.0.1:\(city.port)", "--data-directory", "\(city.scratch.path)/data"] + words,
      variables: ["MUSTER_TOKEN_FILE": "\(city.scratch.path)/data/token-of-east"])
  }
}
