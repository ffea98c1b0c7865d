import MusterDomain
import MusterProtocol

/// The verbs as completion and `?` need them: from the server's own `HELP verbs`, so that a newer server's are known as well, or
/// from the table that the client carries.
struct VerbCatalogue: Equatable {
  struct Argument: Equatable {
    let name: String
    var isRequired = false
    var isPositional = false
    /// The words that it may be; one that ends in `-` is how an id begins.
    var values: [String] = []

    /// `shift`, `area=`, `[reason=]`: as HELP writes it.
    var usage: String {
      let plain = isPositional ? name : "\(name)="
      return isRequired ? plain : "[\(plain)]"
    }
  }

  struct Verb: Equatable {
    let name: String
    var arguments: [Argument] = []
    var text = ""
    var example = ""

    var usage: String { ([name] + arguments.map(\.usage)).joined(separator: " ") }
  }

  /// In HELP's order.
  private(set) var verbs: [Verb]

  /// The client's own table.
  static func builtIn(_ language: Language) -> VerbCatalogue { VerbCatalogue(verbs: VerbTable.rows.map { Verb($0, language) }) }

  init(verbs: [Verb]) { self.verbs = verbs.map(Self.knowingTopics) }

  /// Of the answer to `HELP verbs`. What this client's own table knows of an argument's values counts where the server does not
  /// say; nil where the answer is not such a table.
  init?(_ table: Table) {
    guard let verb = table.columns.firstIndex(of: "verb"), let arguments = table.columns.firstIndex(of: "arguments") else {
      return nil
    }
    let column = { (name: String, row: [String?]) -> String in
      table.columns.firstIndex(of: name).flatMap { row.indices.contains($0) ? row[$0] : nil } ?? ""
    }
    verbs = table.rows.compactMap { row -> Verb? in
      guard row.indices.contains(max(verb, arguments)), let name = row[verb] else { return nil }
      let told = Self.values(column("values", row))
      let known = VerbTable.row(name).map { Verb($0, .chinese) }
      return Verb(
        name: name,
        arguments: (row[arguments] ?? "").split(separator: " ").map { word in
          var argument = Argument(usage: word)
          argument.values = told[argument.name] ?? known?.arguments.first { $0.name == argument.name }?.values ?? []
          return argument
        }, text: column("text", row), example: column("example", row))
    }.map(Self.knowingTopics)
    guard !verbs.isEmpty else { return nil }
  }

  func verb(_ name: some StringProtocol) -> Verb? {
    let name = name.uppercased()
    return verbs.first { $0.name == name }
  }

  /// `state=open|full|all by=phone`.
  private static func values(_ text: String) -> [String: [String]] {
    var values: [String: [String]] = [:]
    for word in text.split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      values[String(parts[0])] = parts[1].split(separator: "|").map(String.init)
    }
    return values
  }

  /// HELP's topics are the verbs themselves.
  private static func knowingTopics(_ verb: Verb) -> Verb {
    guard verb.name == "HELP" else { return verb }
    var verb = verb
    for index in verb.arguments.indices where verb.arguments[index].name == "topic" {
      verb.arguments[index].values = ["verbs", "errors"]
    }
    return verb
  }
}

extension VerbCatalogue.Argument {
  /// As HELP writes it: `shift`, `area=`, `[reason=]`, `[id]`.
  init(usage: Substring) {
    var word = usage
    isRequired = !word.hasPrefix("[")
    if word.hasPrefix("["), word.hasSuffix("]") { word = word.dropFirst().dropLast() }
    isPositional = !word.hasSuffix("=")
    name = String(isPositional ? word : word.dropLast())
  }

  init(_ argument: MusterProtocol.Argument) {
    name = argument.name
    isRequired = argument.isRequired
    isPositional = argument.isPositional
    values = argument.kind.words
  }
}

extension VerbCatalogue.Verb {
  init(_ row: VerbRow, _ language: Language) {
    name = row.name
    arguments = row.allArguments.map { VerbCatalogue.Argument($0) }
    text = row.text(in: language)
    example = row.example
  }
}
