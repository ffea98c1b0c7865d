/// The staging tables of an import. The first thirteen stand for a file each, by its name; the others hold the lists within
/// members' rows. Things are named by their codes here: a row may refer to one that the same import brings.
public enum ImportTable: String, CaseIterable, Hashable, Sendable {
  case areas, venues, domains, skills, units, pairings, members, teams
  case teamMembers = "team_members"
  case events, shifts, needs, accounts
  case memberSkills = "member_skills"
  case memberWishes = "member_wishes"
  case memberWindows = "member_windows"

  /// Those that stand for a file.
  public static let files = allCases.filter { $0.found != nil }

  /// What each row brings, in the order in which `ImportRows` has it. Times are spelt in UTC, lists as PostgreSQL's arrays.
  var columns: [String] {
    switch self {
    case .areas:
      [
        "line int", "code text", "name text", "level smallint", "parent text", "class text", "mark text", "ordinal int",
        "longitude float8", "latitude float8", "party_org text",
      ]
    case .venues:
      [
        "line int", "code text", "area text", "name text", "capacity int", "opens smallint", "closes smallint",
        "longitude float8", "latitude float8",
      ]
    case .domains, .skills: ["line int", "code text", "name text"]
    case .units:
      [
        "line int", "code text", "name text", "parent text", "level text", "sector text", "kind text", "party_org text",
        "expected int",
      ]
    case .pairings:
      [
        "line int", "unit text", "area text", "kind text", "headcount int", "commitment text", "since date", "until date",
      ]
    case .members:
      [
        "line int", "number text", "name text", "phone text", "birth_year smallint", "kind text", "unit text", "area text",
        "place text", "longitude float8", "latitude float8", "reach int", "max_per_day smallint", "max_per_week smallint",
        "max_minutes int",
      ]
    case .teams: ["line int", "number text", "name text", "kind text", "area text", "domain text", "leader text"]
    case .teamMembers: ["line int", "team text", "member text", "squad text"]
    case .events:
      [
        "line int", "number text", "title text", "area text", "venue text", "domain text", "starts_at timestamptz",
        "ends_at timestamptz", "longitude float8", "latitude float8", "beneficiaries int", "state text",
      ]
    case .shifts:
      [
        "line int", "number text", "event text", "role text", "starts_at timestamptz", "ends_at timestamptz",
        "minimum smallint", "seats smallint", "skill text", "priority smallint", "teams text[]",
      ]
    case .needs:
      [
        "line int", "number text", "title text", "area text", "place text", "source text", "mode text", "domain text",
        "urgency smallint", "skill text", "minimum smallint", "seats smallint", "starts timestamptz[]", "ends timestamptz[]",
        "deadline timestamptz", "contact_name text", "contact_phone text", "longitude float8", "latitude float8",
        "state text",
      ]
    case .accounts: ["line int", "name text", "role text", "area text", "unit text", "team text", "member text"]
    case .memberSkills: ["number text", "skill text", "expires date"]
    case .memberWishes: ["number text", "domain text"]
    case .memberWindows: ["number text", "weekday smallint", "starts smallint", "ends smallint"]
    }
  }

  /// What is found out about each row: the number of what it stands for, if that is there already; the verdict `insert`,
  /// `update` or `same`; and what particulars the writing needs. Nil for the lists.
  var found: [String]? {
    let common = ["id bigint", "verdict text NOT NULL DEFAULT 'insert'"]
    return switch self {
    case .areas, .venues, .domains, .skills, .units, .pairings, .teams, .teamMembers: common
    case .members:
      common + [
        "moved boolean NOT NULL DEFAULT false", "other_skills boolean NOT NULL DEFAULT true",
        "other_wishes boolean NOT NULL DEFAULT true", "other_windows boolean NOT NULL DEFAULT true",
      ]
    case .events, .accounts: common + ["had text"]
    case .shifts: common + ["other_teams boolean NOT NULL DEFAULT true"]
    case .needs:
      common + ["had text", "other_times boolean NOT NULL DEFAULT true", "other_contact boolean NOT NULL DEFAULT true"]
    case .memberSkills, .memberWishes, .memberWindows: nil
    }
  }

  var definition: String {
    "CREATE TEMPORARY TABLE in_\(rawValue) (\((columns + (found ?? [])).joined(separator: ", "))) ON COMMIT DROP;"
  }

  var copy: String {
    "COPY in_\(rawValue) (\(columns.map { String($0.prefix { $0 != " " }) }.joined(separator: ", "))) FROM STDIN"
  }
}

/// The rows of an import that passed all checks of the files, as text for COPY; nil is NULL.
public struct ImportRows: Sendable {
  public private(set) var tables: [ImportTable: [[String?]]] = [:]

  public init() {}

  public mutating func add(_ row: [String?], to table: ImportTable) { tables[table, default: []].append(row) }
}

/// What became of one file's rows.
public struct ImportCount: Hashable, Sendable {
  public let table: ImportTable
  public var inserted = 0
  public var updated = 0
  public var unchanged = 0
}

/// A row that is right by itself and cannot be had because of what has happened in the city since.
public struct ImportConflict: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case eventEnded = "event-ended"
    case eventPublished = "event-published"
    case venueTaken = "venue-taken"
    case shiftOfEndedEvent = "shift-of-ended-event"
    case shiftHasPeople = "shift-has-people"
    case seatsTaken = "seats-taken"
    case seatsTooMany = "seats-too-many"
    case needEnded = "need-ended"
    case needAccepted = "need-accepted"
    case accountProtected = "account-protected"
  }
  public let table: ImportTable
  public let line: Int
  public let column: String
  public let kind: Kind
}

/// Thrown out of the loading transaction, so that nothing of it stays.
public struct ImportRefused: Error, Sendable {
  public let conflicts: [ImportConflict]
}
