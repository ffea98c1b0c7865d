/// The statements in a log of PostgreSQL's, written under `log_statement = 'all'`, each in one line with single blanks.
public struct StatementLog: Sendable {
  public private(set) var statements: Set<String> = []

  public init(_ text: String) {
    var open: String?
    for line in text.split(separator: "\n") {
      if line.first == "\t" {
        open = open.map { $0 + " " + line }
        continue
      }
      close(&open)
      open = Self.statement(in: line)
    }
    close(&open)
  }

  private mutating func close(_ open: inout String?) {
    if let text = open { statements.insert(PgbenchScript.Statement.oneLine(text)) }
    open = nil
  }

  /// What follows `LOG:  execute NAME:` or `LOG:  statement:`.
  private static func statement(in line: Substring) -> String? {
    let words = line.split(separator: " ", maxSplits: 6, omittingEmptySubsequences: true)
    guard let log = words.firstIndex(of: "LOG:"), log + 1 < words.count else { return nil }
    for marker in ["execute", "statement:"] where words[log + 1] == marker {
      let rest = line[words[log + 1].endIndex...]
      guard marker == "execute" else { return String(rest) }
      return rest.firstIndex(of: ":").map { String(rest[rest.index(after: $0)...]) }
    }
    return nil
  }

  /// Of those statements the ones that are not in the log.
  public func lacking(_ wanted: [PgbenchScript.Statement]) -> [PgbenchScript.Statement] {
    wanted.filter { !statements.contains($0.normal) }
  }
}
