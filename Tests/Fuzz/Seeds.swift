import MusterDomain
import MusterProtocol

/// Inputs and words made of the verb table, so that a new verb is fuzzed the day that it has a row.
enum Seeds {
  /// Names and spellings of the grammar, as libFuzzer's `-dict=` takes them.
  static var dictionary: String {
    let arguments = VerbTable.rows.flatMap(\.allArguments)
    let words = VerbTable.rows.map(\.name) + arguments.map { $0.name + "=" } + arguments.flatMap { choices($0.kind) }
    let values = ["2026-05-03T08:00", "2026-05-03T08:00:00+08:00", "2026-05-04", "M-1", "S-9001", "yes", "no"]
    let marks = [
      "{3}", "{0}", "={5}", "@a ", "\\n", "\\\"", "\\u0041", "\\uD83D\\uDE00", "\":\"", "\",\"", "\"verb\":\"", "\"tag\":\"",
      "王", "OK ", "NO ", "BYE ", " -- ", "# ", "| ", "\\N", "\"final\":\"", "\"row\":{", "n,,n=", ",r=", "c=biws,r=", ",p=",
      ",s=", ",i=4096",
    ]
    return Set(words + values + marks).sorted().map { "\"\(quoted($0))\"" }.joined(separator: "\n")
  }

  /// Each verb as HELP shows it.
  static let examples = VerbTable.rows.map { Array($0.example.utf8) }

  /// The same in JSON.
  static let jsonExamples: [[UInt8]] = examples.compactMap { example in
    guard let command = try? CommandParser().parse(example).get() else { return nil }
    return (try? CommandPrinter.json(command))?.dropLast()
  }

  private static func choices(_ kind: ArgumentKind) -> [String] {
    switch kind {
    case .choice(let words), .choices(let words): words
    default: []
    }
  }

  private static func quoted(_ word: String) -> String {
    word.utf8.map { octet in
      switch octet {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): "\\" + String(Unicode.Scalar(octet))
      case 0x20..<0x7F: String(Unicode.Scalar(octet))
      default: "\\x" + String(octet, radix: 16)
      }
    }.joined()
  }
}

extension Target {
  /// What the target begins with besides its corpus.
  var seeds: [[UInt8]] {
    switch self {
    case .words: Seeds.examples
    case .json: Seeds.jsonExamples
    case .frames: (Seeds.examples + Seeds.jsonExamples).map { [0, 1] + $0 + [0x0A] }
    case .replies: ReplyTarget.seeds
    case .scram: ScramTarget.seeds
    }
  }
}

extension ReplyTarget {
  /// A greeting, a refusal by each code, and a table, in both spellings.
  static var seeds: [[UInt8]] {
    let greeting = Greeting.final(limits: Limits(), mechanisms: ["TOKEN"], isEncrypted: false, capabilities: ["JSON"])
    let table = Table(columns: ["id", "role", "v"], rows: [["S-1", nil, "1"], ["S-2", "a\tb\\\n", "王"]])
    var replies = Codes.all.flatMap { page in
      page.words.map { Reply(Final($0, page.code, fields: [Field("a", "b c")], text: page.cure(in: .english))) }
    }
    replies.append(Reply(.ok(Field("rows", "2"), Field("more", "no")), table: table))
    var seeds = [[1, 1] + ReplyPrinter.greeting(greeting)]
    for reply in replies {
      for (tag, format) in [(nil, ReplyFormat.words), ("t", .words), ("t", .json)] {
        seeds.append([0, 1] + ReplyPrinter.print(reply, tag: tag, format: format))
      }
    }
    return seeds
  }
}
