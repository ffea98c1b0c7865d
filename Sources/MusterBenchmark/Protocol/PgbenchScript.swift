/// A script for pgbench, of statements as the daemon sends them: `$1`, `$2` … with what each stands for.
public struct PgbenchScript: Sendable, Equatable {
  /// A statement and, for each of its parameters, what takes its place: a variable with its type, `:shift::int8`, or a
  /// constant that pgbench has no variable for, `NULL::int4[]`.
  public struct Statement: Sendable, Equatable {
    public let text: String
    public let values: [String]

    public init(_ text: String, _ values: [String] = []) {
      self.text = text
      self.values = values
    }

    /// In one line, as pgbench's own commands end with theirs.
    var spelt: String {
      var spelt = ""
      var rest = text[...]
      while let dollar = rest.firstIndex(of: "$") {
        spelt += rest[..<dollar]
        rest = rest[dollar...].dropFirst()
        let digits = rest.prefix { $0.isNumber }
        rest = rest.dropFirst(digits.count)
        guard let number = Int(digits), values.indices.contains(number - 1) else {
          spelt += "$\(digits)"
          continue
        }
        spelt += values[number - 1]
      }
      return Self.oneLine(spelt + rest)
    }

    /// The text with single blanks: what two spellings of one statement have in common.
    public var normal: String { Self.oneLine(text) }

    public static func oneLine(_ text: String) -> String {
      text.split { $0 == " " || $0 == "\n" || $0 == "\t" }.joined(separator: " ")
    }
  }

  public private(set) var text = ""

  public init() {}

  /// A command of pgbench's own, `\set …`.
  public mutating func command(_ line: String) { text += line + "\n" }

  /// Statements that travel together and end in one sync.
  public mutating func segment(_ statements: [Statement]) {
    command("\\startpipeline")
    for statement in statements { text += statement.spelt + ";\n" }
    command("\\endpipeline")
  }

  /// One statement, waited for; `keeping` puts the columns of its row into variables.
  public mutating func statement(_ statement: Statement, keeping: Bool = false) {
    text += statement.spelt + (keeping ? " \\gset\n" : ";\n")
  }
}
