/// What the database already holds, so that a few files may be imported into a city and refer to the rest of it. Codes
/// and numbers only. A row of a file takes the place of what is known under the same code.
public struct KnownReferences: Hashable, Sendable {
  public struct Area: Hashable, Sendable {
    public var level: AreaLevel
    public var parent: String?

    public init(level: AreaLevel, parent: String?) {
      self.level = level
      self.parent = parent
    }
  }

  public var areas: [String: Area]
  /// Each unit's parent, or nil for one without.
  public var units: [String: String?]
  public var venues: Set<String>
  public var domains: Set<String>
  public var skills: Set<String>
  public var members: Set<String>
  public var teams: Set<String>
  public var events: Set<String>

  public init(
    areas: [String: Area] = [:], units: [String: String?] = [:], venues: Set<String> = [], domains: Set<String> = [],
    skills: Set<String> = [], members: Set<String> = [], teams: Set<String> = [], events: Set<String> = []
  ) {
    self.areas = areas
    self.units = units
    self.venues = venues
    self.domains = domains
    self.skills = skills
    self.members = members
    self.teams = teams
    self.events = events
  }

  /// An empty database.
  public static let none = KnownReferences()
}
