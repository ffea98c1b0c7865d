/// The first word of a reply's last line: what the client should do next.
public enum Word: String, CaseIterable, Sendable {
  /// Done and durable.
  case ok = "OK"
  /// Refused, nothing changed; do not repeat as is.
  case no = "NO"
  /// Not understood, nothing changed.
  case bad = "BAD"
  /// Nothing changed; repeat unchanged after `retry=` seconds.
  case later = "LATER"
  /// The commit was sent and its outcome is not known: repeat with the same `key=`.
  case unsure = "UNSURE"
  /// The server closes.
  case bye = "BYE"
}

/// A stable, never localised name of a refusal, e.g. `CONFLICT/OVERLAP`; clients may test it.
public struct Code: RawRepresentable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

/// One `name=value` of a final line.
public struct Field: Hashable, Sendable {
  public let name: String
  public let value: String
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The last line of a reply: word, code, fields, and a sentence for people.
public struct Final: Hashable, Sendable {
  public var word: Word
  /// Present for every word but OK.
  public var code: Code?
  public var fields: [Field]
  /// What stands after ` -- `: for people only.
  public var text: String?

  public init(_ word: Word, _ code: Code? = nil, fields: [Field] = [], text: String? = nil) {
    self.word = word
    self.code = code
    self.fields = fields
    self.text = text
  }

  public static func ok(_ fields: Field..., text: String? = nil) -> Final { Final(.ok, fields: fields, text: text) }
}

/// Named columns and their rows; a nil field is null, `\N` on the wire.
public struct Table: Hashable, Sendable {
  public var columns: [String]
  public var rows: [[String?]]
  public init(columns: [String], rows: [[String?]] = []) {
    self.columns = columns
    self.rows = rows
  }
}

extension Table {
  /// Those columns in that order; nil where one of them is not there.
  public func picking(_ names: [String]) -> Table? {
    let places = names.compactMap { columns.firstIndex(of: $0) }
    guard places.count == names.count else { return nil }
    return Table(columns: names, rows: rows.map { row in places.map { row[$0] } })
  }
}

/// What one command is answered with.
public struct Reply: Hashable, Sendable {
  public var table: Table?
  public var final: Final
  /// The server closes the connection after sending it (QUIT's OK, any BYE).
  public var closes: Bool
  /// How this one is spelt, where it is not as the session's others are.
  public var format: ReplyFormat?
  /// What stands after `+ ` where the server needs the client's next line, verbatim, before it can say its final: AUTH only.
  /// `table` and `final` stand for nothing then.
  public private(set) var challenge: String?

  public init(_ final: Final, table: Table? = nil, closes: Bool = false) {
    self.final = final
    self.table = table
    self.closes = closes || final.word == .bye
  }

  /// `+ <base64>` instead of a final.
  public static func challenge(_ base64: String) -> Reply {
    var reply = Reply(.ok())
    reply.challenge = base64
    return reply
  }
}
