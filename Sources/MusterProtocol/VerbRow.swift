import MusterDomain
import Synchronization

/// What an argument's value may be. The parser refuses any other spelling as `BAD ARG/VALUE`, so handlers can rely on it.
public enum ArgumentKind: Hashable, Sendable {
  /// Free text of at most so many characters; it says something unless it may be blank.
  case text(maximum: Int, mayBeBlank: Bool = false)
  /// Bytes carried as a literal (or a quoted text); at most the literal limit.
  case literal
  /// A whole number within the range, in decimal.
  case integer(ClosedRange<Int>)
  /// Rows of a page: from 1 to the limit in force.
  case rows
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

/// One argument of a verb. Positional ones come first in the row's list and may be given by name as well. A reference, as
/// rows are: the parser passes them around for every command, and a copy of the texts would cost more than the parsing.
public final class Argument: Sendable {
  public let name: String
  public let kind: ArgumentKind
  public let isRequired: Bool
  public let isPositional: Bool
  /// What it means, for HELP: Chinese, English.
  public let chinese: String
  public let english: String

  public init(
    _ name: String, _ kind: ArgumentKind, required: Bool = false, positional: Bool = false, _ chinese: String, _ english: String
  ) {
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
public final class VerbRow: Hashable, Sendable {
  /// Upper case, e.g. `EVENT.ADD`.
  public let name: String
  public let group: String
  /// Roles that may use it. Empty with `isOpen`: anyone, also before login.
  public let roles: Set<Role>
  /// Usable before login.
  public let isOpen: Bool
  /// Positional ones first, in order.
  public let arguments: [Argument]
  /// Changes something: takes `key=`, but for COMMIT, whose key stands with BEGIN.
  public let changes: Bool
  /// May stand between BEGIN and COMMIT: its handler does everything in one write, and nothing after it.
  public let queues: Bool
  /// Takes `if=`.
  public let takesRevision: Bool
  /// Takes `limit=` and `after=`.
  public let pages: Bool
  /// Columns of its rows, where it answers with rows.
  public let columns: [String]
  /// Fields that its OK may have. `rows`, `more` and `next` of lists, `replayed` of repeats and `queued` in a
  /// batch come with what the verb does.
  public let fields: [String]
  /// Refusals particular to it; those of the protocol itself go without saying.
  public let codes: [Code]
  public let chinese: String
  public let english: String
  public let example: String
  /// ``arguments`` and those that come with what the verb does: `key=` where it changes something on its own, `if=` where it takes a
  /// revision, `limit=` and `after=` where it answers with pages, `cols=` where it answers with rows.
  public let allArguments: [Argument]
  /// AUTH's words are taken as they stand: no names, quotes or literals.
  public let isVerbatim: Bool
  /// How many arguments may be given without a name.
  public let places: Int

  /// Rows are written as calls of this: `who` has the roles' letters of the verb table, `*` for all; `columns` and `fields`
  /// are separated by blanks.
  init(
    _ name: String, _ group: VerbGroup, who: String, open: Bool = false, _ arguments: [Argument], changes: Bool = false,
    keyed: Bool? = nil, queues: Bool = false, revision: Bool = false, pages: Bool = false, columns: String = "",
    fields: String = "", codes: [Code] = [], _ chinese: String, _ english: String, example: String
  ) {
    self.name = name
    self.group = group.rawValue
    roles = Set(who == "*" ? Role.allCases : Role.allCases.filter { who.contains($0.letter) })
    isOpen = open
    self.arguments = arguments
    self.changes = changes
    self.queues = queues
    takesRevision = revision
    self.pages = pages
    self.columns = columns.split(separator: " ").map(String.init)
    let own = fields.split(separator: " ").map(String.init)
    self.fields =
      (self.columns.isEmpty ? [] : ["rows"]) + own + (pages ? ["more", "next"] : []) + (changes ? ["replayed"] : [])
      + (queues ? ["queued"] : [])
    self.codes = codes
    self.chinese = chinese
    self.english = english
    self.example = example
    allArguments =
      arguments + (keyed ?? changes ? [.key] : []) + (revision ? [.revision] : []) + (pages ? [.limit, .after] : [])
      + (self.columns.isEmpty ? [] : [.columns(self.columns)])
    isVerbatim = name == "AUTH"
    places = arguments.count { $0.isPositional }
  }

  /// Where it stands in the table, for what is kept by verb: an index costs less than a look-up. Nil for a row of no table.
  public var place: Int? {
    let place = held.load(ordering: .relaxed)
    return place < 0 ? nil : place
  }
  private let held = Atomic(-1)
  /// Once, when the table is made.
  func take(place: Int) { held.store(place, ordering: .relaxed) }

  /// Verbs have one row each, so the name tells them apart.
  public static func == (a: VerbRow, b: VerbRow) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// The groups of HELP, in its order.
public enum VerbGroup: String, CaseIterable, Sendable {
  case session, tree, units, members, registration, teams, events, needs, roster, assignments, attendance, messages, records,
    totals
  case `import`, batch, push, access, operation

  public var chinese: String {
    switch self {
    case .session: "会话"
    case .tree: "区划"
    case .units: "单位"
    case .members: "成员"
    case .registration: "报到"
    case .teams: "服务队"
    case .events: "活动"
    case .needs: "需求"
    case .roster: "排班"
    case .assignments: "派单"
    case .attendance: "到岗"
    case .messages: "消息"
    case .records: "服务记录"
    case .totals: "统计"
    case .import: "导入"
    case .push: "推送"
    case .batch: "成批"
    case .access: "账号"
    case .operation: "运维"
    }
  }
}

extension Argument {
  static let key = Argument("key", .key, "幂等键：同一键重发不会做两次", "makes a repeat harmless: the same key is never done twice")
  static let revision = Argument(
    "if", .integer(0...Int.max), "您看到的版本 v；已变则 STALE", "the revision v that you saw; STALE if it has changed")
  static let limit = Argument("limit", .rows, "每页行数", "rows a page")
  static func columns(_ names: [String]) -> Argument {
    Argument("cols", .choices(names), "只要这些列，按这个顺序", "only these columns, in this order")
  }
  static let after = Argument("after", .cursor, "上一页 next= 给的游标", "the cursor from next= of the page before")
}
