/// One row of one file, every value checked by itself. What it refers to is checked when all files are read.
protocol CityRow: Hashable, Sendable {
  static var file: CityFile { get }
  /// In the order in which `init` reads and `cells` writes them.
  static var columns: [CityColumn] { get }
  /// The physical line of the row's start in its file.
  var line: Int { get set }
  /// What no two rows of the file may share, as a person would say it.
  var key: String { get }
  var cells: [String] { get }
  /// Nil if any cell was at fault; the faults are then in the log.
  init?(_ cells: inout RowCells)
}

/// A made-up or imported city: the rows of all files. Codes, not numbers of a database, hold it together.
public struct City: Hashable, Sendable {
  public var areas: [AreaRow] = []
  public var venues: [VenueRow] = []
  public var domains: [DomainRow] = []
  public var skills: [SkillRow] = []
  public var units: [UnitRow] = []
  public var pairings: [PairingRow] = []
  public var members: [MemberRow] = []
  public var teams: [TeamRow] = []
  public var teamMembers: [TeamMemberRow] = []
  public var events: [EventRow] = []
  public var shifts: [ShiftRow] = []
  public var needs: [NeedRow] = []
  public var accounts: [AccountRow] = []

  public init() {}

  /// The number of rows of one file.
  public func count(of file: CityFile) -> Int {
    switch file {
    case .areas: areas.count
    case .venues: venues.count
    case .domains: domains.count
    case .skills: skills.count
    case .units: units.count
    case .pairings: pairings.count
    case .members: members.count
    case .teams: teams.count
    case .teamMembers: teamMembers.count
    case .events: events.count
    case .shifts: shifts.count
    case .needs: needs.count
    case .accounts: accounts.count
    }
  }
}

func text(_ value: Int?) -> String { value.map(String.init) ?? "" }
func text(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "" }
func list(_ values: [some CustomStringConvertible]) -> String { values.map { "\($0)" }.joined(separator: ";") }
