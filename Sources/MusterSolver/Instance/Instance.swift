/// One roster problem (`muster-roster/1`) as compact arrays: members and shifts are numbers, ids are kept beside
/// them, lists are rows of one flat array. A value of this type keeps every rule that the model's page sets for
/// instances, because only `InstanceBuilder.build` makes one.
public struct Instance: Sendable {
  /// Members, one element of each array a member.
  public struct Members: Sendable {
    public internal(set) var ids = Names()
    public internal(set) var x: [Int32] = []
    public internal(set) var y: [Int32] = []
    public internal(set) var community: [Int32] = []
    public internal(set) var unit: [Int32] = []
    /// Metres, capped at the farthest possible distance.
    public internal(set) var reach: [Int32] = []
    public internal(set) var skills = Rows<Int32>()
    public internal(set) var teams = Rows<Int32>()
    public internal(set) var wishes = Rows<Int32>()
    /// Disjoint and sorted.
    public internal(set) var windows = Rows<Span>()
    public internal(set) var maxPerDay: [Int32] = []
    public internal(set) var maxAssignments: [Int32] = []
    public internal(set) var maxMinutes: [Int32] = []
    public internal(set) var recent: [Int32] = []

    public var count: Int { x.count }
  }

  /// Shifts, one element of each array a shift.
  public struct Shifts: Sendable {
    public internal(set) var ids = Names()
    public internal(set) var isEvent: [Bool] = []
    public internal(set) var x: [Int32] = []
    public internal(set) var y: [Int32] = []
    public internal(set) var community: [Int32] = []
    public internal(set) var domain: [Int32] = []
    /// −1: none asked.
    public internal(set) var skill: [Int32] = []
    public internal(set) var times = Rows<Span>()
    public internal(set) var minimum: [Int32] = []
    public internal(set) var seats: [Int32] = []
    public internal(set) var priority: [Int32] = []
    public internal(set) var pairedUnits = Rows<Int32>()
    /// Empty: not a team's shift.
    public internal(set) var teams = Rows<Int32>()

    public var count: Int { x.count }
  }

  /// Minutes from the horizon's start: `start` in, `end` out.
  public struct Span: Sendable, Equatable, BitwiseCopyable {
    public var start: Int32
    public var end: Int32

    public init(start: Int32, end: Int32) {
      self.start = start
      self.end = end
    }

    public init(_ start: Int, _ end: Int) { self.init(start: Int32(start), end: Int32(end)) }
  }

  public let days: Int
  public let speed: Int
  public let weights: Weights
  public let members: Members
  public let shifts: Shifts
  public let pinned: [Triple]
  /// Sorted shift numbers that each member must not serve.
  public let excluded: Rows<Int32>
  public let published: [Triple]
  let memberNumbers: Interner
  let shiftNumbers: Interner
  let skillNames: Names
  let teamNames: Names

  /// The number of the member with this id.
  public func member(_ id: String) -> Int? { memberNumbers.find(id).map(Int.init) }

  /// The number of the shift with this id.
  public func shift(_ id: String) -> Int? { shiftNumbers.find(id).map(Int.init) }
}

/// One assignment: member and shift by number, and which of the shift's times. Ordered by shift, then member.
public struct Triple: Sendable, Hashable, Comparable {
  public var member: Int32
  public var shift: Int32
  public var time: Int32

  public init(member: Int, shift: Int, time: Int) {
    self.member = Int32(member)
    self.shift = Int32(shift)
    self.time = Int32(time)
  }

  public static func < (a: Triple, b: Triple) -> Bool {
    (a.shift, a.member, a.time) < (b.shift, b.member, b.time)
  }
}

/// A set of assignments. Whether it is feasible, and what it is worth, `Instance.check` and `Instance.score` say.
public struct Plan: Sendable, Equatable {
  public var triples: [Triple]

  public init(_ triples: [Triple] = []) { self.triples = triples }
}
