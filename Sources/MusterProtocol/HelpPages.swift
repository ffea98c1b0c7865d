import MusterDomain

/// HELP, made of the verb table and the codes.
public enum HelpPages {
  /// What `HELP [topic]` is answered with: nothing: the verbs that the role may use, by group; `verbs`: one row a verb, for
  /// programs; `errors`: every code with cause and cure; `limits`: every limit; a verb: who, arguments, codes, an example.
  public static func reply(topic: String?, role: Role?, limits: Limits = Limits(), language: Language) -> Reply {
    switch topic?.lowercased() {
    case nil: listing(overview(for: role, in: language))
    case "verbs": listing(verbs(in: language))
    case "errors": listing(errors(in: language))
    case "limits": listing(LimitTable.table(limits, in: language))
    case .some(let name): verbReply(name, language)
    }
  }

  /// The verbs that the role may use (nobody logged in: those that are open), one row a verb.
  public static func overview(for role: Role?, in language: Language) -> Table {
    let usable = VerbTable.rows.filter { row in row.isOpen || role.map(row.roles.contains) == true }
    return Table(
      columns: ["group", "verb", "text"],
      rows: VerbGroup.allCases.flatMap { group in
        usable.filter { $0.group == group.rawValue }.map { row in
          [language.choose(group.chinese, group.rawValue), row.name, row.text(in: language)]
        }
      })
  }

  /// One verb in full, as rows of a name and a text.
  public static func page(_ row: VerbRow, in language: Language) -> Table {
    var rows: [[String?]] = [
      [language.choose("动词", "verb"), row.usage], [language.choose("作用", "does"), row.text(in: language)],
      [language.choose("谁可用", "who"), row.who(in: language)],
    ]
    for argument in row.allArguments {
      let kind = argument.kind.expectation(Limits())
      let need = argument.isRequired ? language.choose("必填；", "required; ") : ""
      let name = argument.isPositional ? argument.name : "\(argument.name)="
      rows.append([name, need + language.choose("\(argument.chinese)；\(kind.chinese)", "\(argument.english): \(kind.english)")])
    }
    if !row.columns.isEmpty { rows.append([language.choose("列", "columns"), row.columns.joined(separator: " ")]) }
    if row.queues {
      let text = language.choose("可排在 BEGIN 与 COMMIT 之间", "may be queued between BEGIN and COMMIT")
      rows.append([language.choose("成批", "batch"), text])
    }
    for code in row.codes {
      rows.append([code.rawValue, Codes.page(code).map { $0.cause(in: language) }])
    }
    rows.append([language.choose("例", "example"), row.example])
    return Table(columns: ["name", "text"], rows: rows)
  }

  /// The verb table for programs: completion is built from it. Letters of roles, `*` for anyone before login; arguments as
  /// in the usage line; flags: `k` takes key=, `b` goes into a batch, `v` takes if=, `p` pages; values: what arguments may be
  /// where that is one of a few words, or how its ids begin: `state=open|full|all in=A-`.
  public static func verbs(in language: Language) -> Table {
    Table(
      columns: ["verb", "group", "who", "arguments", "flags", "columns", "codes", "text", "example", "values"],
      rows: VerbTable.rows.map { row in
        [
          row.name, row.group, row.letters, row.allArguments.map(\.usage).joined(separator: " "),
          row.flags,
          row.columns.joined(separator: " "),
          row.codes.map(\.rawValue).joined(separator: " "), row.text(in: language), row.example,
          row.allArguments.filter { !$0.kind.words.isEmpty }.map { "\($0.name)=\($0.kind.words.joined(separator: "|"))" }
            .joined(separator: " "),
        ]
      })
  }

  /// Every code, the first words that it comes with, its cause and its cure.
  public static func errors(in language: Language) -> Table {
    Table(
      columns: ["code", "words", "cause", "cure"],
      rows: Codes.all.map { page in
        [
          page.code.rawValue, page.words.map(\.rawValue).joined(separator: " "), page.cause(in: language),
          page.cure(in: language),
        ]
      })
  }

  private static func listing(_ table: Table) -> Reply { Reply(.ok(Field("rows", "\(table.rows.count)")), table: table) }

  private static func verbReply(_ name: String, _ language: Language) -> Reply {
    if let row = VerbTable.row(name) { return listing(page(row, in: language)) }
    let near = Spelling.nearest(to: name.uppercased(), among: VerbTable.rows.map(\.name) + ["VERBS", "ERRORS", "LIMITS"])
    let text = language.choose("没有这个主题；HELP 列出全部", "no such topic; HELP lists them")
    return Reply(Final(.no, .notFound, fields: [Field("arg", "topic")] + (near.map { [Field("near", $0)] } ?? []), text: text))
  }
}

extension VerbRow {
  /// What it does, in a few words.
  public func text(in language: Language) -> String { language.choose(chinese, english) }

  /// `ASSIGN shift member [reason=] [key=]`.
  public var usage: String { ([name] + allArguments.map(\.usage)).joined(separator: " ") }

  /// The roles' letters in the order of the verb table's legend; `*` for anyone, also before login.
  public var letters: String {
    isOpen ? "*" : String(Role.allCases.filter(roles.contains).map(\.letter))
  }

  var flags: String {
    (takesKey ? "k" : "") + (queues ? "b" : "") + (takesRevision ? "v" : "") + (pages ? "p" : "")
  }

  /// It is known again by its key, so that sending it twice does no harm.
  public var takesKey: Bool { allArguments.contains { $0 === Argument.key } }

  func who(in language: Language) -> String {
    guard !isOpen else { return language.choose("任何人", "anyone") }
    let all = Role.allCases.filter(roles.contains)
    return language.choose(all.map(\.chinese).joined(separator: "、"), all.map(\.rawValue).joined(separator: ", "))
  }
}

extension Argument {
  /// `shift`, `area=`, `[reason=]`.
  public var usage: String {
    let plain = isPositional ? name : "\(name)="
    return isRequired ? plain : "[\(plain)]"
  }
}
