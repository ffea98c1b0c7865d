import MusterDomain

/// What an argument's value may be. The parser refuses any other spelling as `BAD ARG/VALUE`, so handlers can rely on it.
public enum ArgumentKind: Hashable, Sendable {
  /// Free text of at most so many characters; may be a literal where `literal` is true.
  case text(maximum: Int)
  /// Bytes carried as a literal (or a quoted text); at most the literal limit.
  case literal
  /// A whole number within the range, in decimal.
  case integer(ClosedRange<Int>)
  /// A decimal number within the range.
  case number(ClosedRange<Double>)
  /// `yes` or `no`.
  case flag
  /// One of these words.
  case choice([String])
  /// Several of these words, separated by commas, none twice.
  case choices([String])
  /// An id with this letter, e.g. `A-31`; or, for more than one kind, any of them.
  case identifier([Kind])
  /// RFC 3339 with offset, or local time without one (read in the session's zone).
  case time
  /// A calendar date, `2026-05-04`.
  case date
  /// A date or a time: where a period begins or ends.
  case boundary
  /// One or more `from/to` pairs of times, separated by commas.
  case spans
  /// 16 to 64 characters of `[A-Za-z0-9_-]`.
  case key
  /// An opaque cursor.
  case cursor
  /// A name of an account or of a domain or skill: `[A-Za-z0-9._-]` and Chinese letters, no blanks.
  case word(maximum: Int)
}

/// One argument of a verb. Positional ones come first in the row's list and may be given by name as well.
public struct Argument: Hashable, Sendable {
  public let name: String
  public let kind: ArgumentKind
  public let isRequired: Bool
  public let isPositional: Bool
  /// What it means, for HELP: Chinese, English.
  public let chinese: String
  public let english: String

  public init(_ name: String, _ kind: ArgumentKind, required: Bool = false, positional: Bool = false, _ chinese: String, _ english: String) {
    self.name = name
    self.kind = kind
    self.isRequired = required
    self.isPositional = positional
    self.chinese = chinese
    self.english = english
  }
}

/// One row of the verb table: it feeds parser, help, authorisation, the client's completion and the page. Adding a verb
/// touches its row and its handler.
public struct VerbRow: Hashable, Sendable {
  /// Upper case, e.g. `EVENT.ADD`.
  public let name: String
  public let group: String
  /// Roles that may use it. Empty with `isOpen`: anyone, also before login.
  public let roles: Set<Role>
  /// Usable before login.
  public let isOpen: Bool
  /// Positional ones first, in order.
  public let arguments: [Argument]
  /// Changes something: takes `key=`.
  public let changes: Bool
  /// Takes `if=`.
  public let takesRevision: Bool
  /// Takes `limit=` and `after=`.
  public let pages: Bool
  /// Columns of its rows, where it answers with rows.
  public let columns: [String]
  /// Refusals particular to it; those of the protocol itself go without saying.
  public let codes: [Code]
  public let chinese: String
  public let english: String
  public let example: String
}
