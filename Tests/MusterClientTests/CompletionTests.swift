import MusterProtocol
import Testing

@testable import muster

@Suite("Completion of a line") struct VerbCompletionTests {
  private static let catalogue = VerbCatalogue(verbs: [
    .init(
      name: "SHIFTS",
      arguments: [
        .init(name: "id", isPositional: true, values: ["S-"]), .init(name: "event", values: ["E-"]),
        .init(name: "state", values: ["open", "full", "all"]), .init(name: "of", values: ["service", "needs"]),
      ], text: "列出班次"),
    .init(name: "SHIFT.ADD", arguments: [.init(name: "event", isRequired: true, isPositional: true, values: ["E-"])]),
    .init(name: "HELP", arguments: [.init(name: "topic", isPositional: true)]),
  ])

  private func words(_ line: String, known: KnownValues = KnownValues()) -> [String] {
    let typed = TypedWords(line)
    return VerbCompletion(catalogue: Self.catalogue, known: known).candidates(after: typed.before, typing: typed.word).map(
      \.word)
  }

  @Test(
    "offers verbs, names and values where they belong",
    arguments: [
      ("SHI", ["SHIFTS", "SHIFT.ADD"]), ("shi", ["shifts", "shift.add"]), ("@a SHIFTS", ["SHIFTS"]), ("NOPE", []),
      ("NOPE x", []), ("SHIFTS ", ["S-", "event=", "state=", "of="]), ("SHIFTS st", ["state="]),
      ("shifts state=", ["state=open", "state=full", "state=all"]),
      ("SHIFTS state=o", ["state=open"]), ("SHIFTS state=open ", ["S-", "event=", "of="]),
      ("SHIFTS S-1 ", ["event=", "state=", "of="]),
      ("SHIFTS of=service,n", ["of=service,needs"]), ("SHIFTS bogus=", []), ("SHIFT.ADD ", ["E-"]),
      ("HELP sh", ["SHIFTS", "SHIFT.ADD"]),
      ("HELP ver", ["verbs"]), ("SHIFTS event=E-1 ev", []),
    ] as [(String, [String])])
  func candidates(line: String, expected: [String]) {
    #expect(words(line) == expected)
  }

  @Test("offers where the last list goes on, as long as it does")
  func cursor() {
    var known = KnownValues()
    let catalogue = VerbCatalogue(verbs: [.init(name: "EVENTS", arguments: [.init(name: "limit"), .init(name: "after")])])
    let offered = { (word: String) in
      VerbCompletion(catalogue: catalogue, known: known).candidates(after: ["EVENTS", "limit=1"], typing: word).map(\.word)
    }
    #expect(offered("after=") == [])
    let list = Table(columns: ["id"], rows: [["E-1"]])
    known.learn(Reply(.ok(Field("rows", "1"), Field("more", "yes"), Field("next", "C0E7268VDD")), table: list))
    known.learn(Reply(.ok()))
    #expect(offered("after=") == ["after=C0E7268VDD"])
    #expect(offered("after=X") == [])
    known.learn(Reply(.ok(Field("rows", "1"), Field("more", "no")), table: list))
    #expect(offered("after=") == [])
  }

  @Test("offers the ids that were seen, the newest first, with their titles")
  func known() {
    var known = KnownValues()
    known.learn(
      Reply(.ok(), table: Table(columns: ["id", "area", "title"], rows: [["E-1", "A-3", "义诊"], ["E-2", nil, "舞会"]])))
    known.learn(Reply(.ok(Field("id", "E-9"), Field("event", "E-1"))))
    #expect(words("SHIFTS event=", known: known) == ["event=E-9", "event=E-1", "event=E-2"])
    #expect(words("SHIFT.ADD e-2", known: known) == ["E-2"])
    #expect(known.of(["E-"]).map(\.text) == ["", "义诊", "舞会"])
    for text in ["e-1", "E1", "E-", "E-1a", "EE-1", "2026-05-04"] { #expect(!KnownValues.isIdentifier(text), "\(text)") }
  }

  @Test(
    "Tab types what all have in common",
    arguments: [
      ([], "x", Tab.nothing), ([Candidate(word: "SHIFTS")], "SH", .type("SHIFTS ")),
      ([Candidate(word: "area=", isOpen: true)], "ar", .type("area=")),
      ([Candidate(word: "SHIFTS"), Candidate(word: "SHIFT.ADD")], "S", .type("SHIFT")),
      ([Candidate(word: "SHIFTS"), Candidate(word: "SHIFT.ADD")], "SHIFT", .nothing),
      ([Candidate(word: "社区"), Candidate(word: "社会")], "", .type("社")),
    ] as [([Candidate], String, Tab)])
  func tab(candidates: [Candidate], word: String, expected: Tab) {
    #expect(Tab(candidates, typing: word) == expected)
  }

  @Test(
    "takes a line apart at blanks outside quotes",
    arguments: [
      ("", [], "", false), ("A ", ["A"], "", false), ("A b=c", ["A"], "b=c", false),
      ("A t=\"x y\" z", ["A", "t=\"x y\""], "z", false),
      ("A t=\"x y", ["A"], "t=\"x y", true), ("A t=\"x\\\" y", ["A"], "t=\"x\\\" y", true),
    ] as [(String, [String], String, Bool)])
  func typedWords(line: String, before: [String], word: String, isQuoted: Bool) {
    let typed = TypedWords(line)
    #expect(typed.before == before && typed.word == word && typed.isQuoted == isQuoted)
  }
}

@Suite("The catalogue of verbs") struct VerbCatalogueTests {
  @Test("is the same from HELP verbs as from the client's own table")
  func same() {
    #expect(VerbCatalogue(HelpPages.verbs(in: .english)) == .builtIn(.english))
  }

  @Test("knows a newer server's verbs, and an older server's values by its own table")
  func other() throws {
    let table = Table(
      columns: ["verb", "arguments", "future"],
      rows: [["DREAM", "[id] of= [deep=]", "x"], ["SHIFTS", "[state=] [in=]", nil]])
    let catalogue = try #require(VerbCatalogue(table))
    let dream = try #require(catalogue.verb("dream"))
    #expect(dream.usage == "DREAM [id] of= [deep=]")
    #expect(
      dream.arguments.map(\.isRequired) == [false, true, false] && dream.arguments.map(\.isPositional) == [true, false, false])
    #expect(catalogue.verb("SHIFTS")?.arguments.map(\.values) == [["open", "full", "all"], ["A-"]])
    #expect(VerbCatalogue(Table(columns: ["x"], rows: [["y"]])) == nil)
  }

  @Test("shows usage and candidates within the window's width", arguments: [20, 40, 80])
  func list(width: Int) throws {
    let verb = try #require(VerbCatalogue.builtIn(.chinese).verb("SHIFTS"))
    let candidates = VerbCompletion(catalogue: .builtIn(.chinese)).candidates(after: ["SHIFTS"], typing: "")
    for candidates in [candidates, VerbCompletion(catalogue: .builtIn(.chinese)).candidates(after: [], typing: "")] {
      let lines = CandidateList(width: width).draw(candidates, verb: verb).split(separator: "\n")
      #expect(lines.first?.hasPrefix("SHIFTS") == true)
      for line in lines { #expect(DisplayWidth.of(line) <= width, "\(line)") }
    }
  }
}

@Suite("Completion in a shell") struct ShellCompletionTests {
  private func words(_ words: String...) -> [String]? {
    let completion = ShellCompletion(
      verbs: VerbCompletion(catalogue: .builtIn(.chinese)), profiles: ["east", "west"], accounts: ["staff", "member"])
    guard case .words(let candidates) = completion.answer(words) else { return nil }
    return candidates.map(\.word)
  }

  @Test("offers the client's own words, verbs, options and their values")
  func offers() {
    #expect(words("SHI") == ["SHIFTS", "SHIFT.ADD"])
    #expect(words("imp") == ["import", "import.new", "import.part", "import.run", "import.errors"])
    #expect(words("--pro") == ["--profile"])
    #expect(words("--profile", "") == ["east", "west", "none"])
    #expect(words("--as", "st") == ["staff"])
    #expect(words("--as", "staff", "SHIFTS", "state=f") == ["state=full"])
    #expect(words("--lang", "e") == ["en"])
    #expect(words("profiles", "--use", "w") == ["west"])
    #expect(words("completion", "") == ["bash", "zsh", "fish"])
    #expect(words("help", "SOL") == ["SOLVE"])
    #expect(words("sample", "x", "--city", "lin") == ["linhe"])
    #expect(words("solve", "--pl") == ["--plan"])
    #expect(words("SOLVE", "--pl") == [])
    #expect(words("watch", "assi") == ["assignments"])
    #expect(words("watch", "assignments", "--as", "st") == ["staff"])
    #expect(words("import", "") == nil)
    #expect(words("-f", "") == nil)
  }

  @Test("knows every option that the parsers know, and no other")
  func options() {
    let helps: [(String?, String)] = [
      (nil, SendCommand.helpMessage()), ("import", ImportCommand.helpMessage()), ("sample", SampleCommand.helpMessage()),
      ("solve", SolveCommand.helpMessage()), ("profiles", ProfilesCommand.helpMessage()), ("watch", WatchCommand.helpMessage()),
    ]
    for (local, help) in helps {
      let options = ShellCompletion.options(of: local)
      let listed = help.split(separator: "\n").filter { $0.hasPrefix("  -") }.flatMap { line in
        line.prefix { $0 != "/" }.split(separator: " ").filter { $0.hasPrefix("--") }.prefix(1)
          .map { String($0.prefix { $0.isASCII && ($0.isLetter || $0 == "-") }) }
      }
      let known = options.valued.union(options.flags).filter { $0.hasPrefix("--") }.union(["--help"])
      #expect(Set(listed) == known, "\(local ?? "muster")")
    }
  }

  @Test("gives bash what stands behind the last = or :, which it keeps itself")
  func bash() {
    let (words, kept) = ShellKind.bash.words(["muster --as staff SHIFTS state=o"])
    #expect(words == ["--as", "staff", "SHIFTS", "state=o"] && kept == 6)
    #expect(ShellKind.bash.lines(.words([Candidate(word: "state=open", text: "x")]), kept: kept) == "open\n")
    #expect(ShellKind.fish.lines(.words([Candidate(word: "PING", text: "试")]), kept: 0) == "PING\t试\n")
    #expect(ShellKind.zsh.lines(.files, kept: 0) == ":files\n")
  }
}
