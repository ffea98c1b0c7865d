enum MemberKey: String, CaseIterable {
  case id, at, community, unit, skills, teams, wishes, reach, windows, maxPerDay, maxAssignments, maxMinutes, recent
}

enum ShiftKey: String, CaseIterable {
  case id, kind, at, community, domain, skill, times, minimum, seats, priority, pairedUnits, team
}

/// What a member's single names are numbered.
struct MemberNames {
  var id: Int32 = 0
  var community: Int32 = 0
  var unit: Int32 = 0
}

/// What a shift's single names are numbered, and how many teams it names.
struct ShiftNames {
  var id: Int32 = 0
  var community: Int32 = 0
  var domain: Int32 = 0
  var skill: Int32 = -1
  var teams: Int?
}

extension InstanceReader {
  mutating func readMember(_ json: inout JSONCursor) throws(InstanceFault) {
    let seen = try json.object(memberKeys) { json, key throws(InstanceFault) in
      switch key {
      case .id: memberNames.id = try json.string { builder.memberNumbers.intern($0) }
      case .at: member.at = try json.couple("[x, y]")
      case .community: memberNames.community = try json.string { builder.communities.intern($0) }
      case .unit: memberNames.unit = try json.string { builder.units.intern($0) }
      case .skills: try json.names { builder.members.skills.extend(builder.skills.intern($0)) }
      case .teams: try json.names { builder.members.teams.extend(builder.teams.intern($0)) }
      case .wishes: try json.names { builder.members.wishes.extend(builder.domains.intern($0)) }
      case .reach: member.reach = try json.integer()
      case .windows: try json.spans(&member.windows)
      case .maxPerDay: member.maxPerDay = try json.integer()
      case .maxAssignments: member.maxAssignments = try json.integer()
      case .maxMinutes: member.maxMinutes = try json.integer()
      case .recent: member.recent = try json.integer()
      }
    }
    try memberKeys.require(in: seen)
    try InstanceBuilder.check(member)
    try builder.checkNew(member: memberNames.id)
    builder.append(member, community: memberNames.community, unit: memberNames.unit)
  }

  mutating func readShift(_ json: inout JSONCursor) throws(InstanceFault) {
    let seen = try json.object(shiftKeys) { json, key throws(InstanceFault) in
      switch key {
      case .id: shiftNames.id = try json.string { builder.shiftNumbers.intern($0) }
      case .kind: shift.isEvent = try json.kind()
      case .at: shift.at = try json.couple("[x, y]")
      case .community: shiftNames.community = try json.string { builder.communities.intern($0) }
      case .domain: shiftNames.domain = try json.string { builder.domains.intern($0) }
      case .skill: shiftNames.skill = json.takeNull() ? -1 : try json.string { builder.skills.intern($0) }
      case .times: try json.spans(&shift.times)
      case .minimum: shift.minimum = try json.integer()
      case .seats: shift.seats = try json.integer()
      case .priority: shift.priority = try json.integer()
      case .pairedUnits: try json.names { builder.shifts.pairedUnits.extend(builder.units.intern($0)) }
      case .team: shiftNames.teams = try teams(&json)
      }
    }
    try shiftKeys.require(in: seen)
    try InstanceBuilder.check(shift, teams: shiftNames.teams)
    try builder.checkNew(shift: shiftNames.id)
    builder.append(
      shift, community: shiftNames.community, domain: shiftNames.domain, skill: shiftNames.skill)
  }

  mutating func readTriples(
    _ json: inout JSONCursor, into list: WritableKeyPath<NamedTriples, [NamedTriple]>
  ) throws(InstanceFault) {
    if json.takeNull() { return }
    try json.array { json, _ throws(InstanceFault) in
      let (member, shift) = try pair(&json, "[member, shift, time]")
      try json.expect(",", "[member, shift, time]")
      builder.triples[keyPath: list].append(NamedTriple(member, shift, try json.integer()))
      try json.expect("]", "[member, shift, time]")
    }
  }

  mutating func readPairs(_ json: inout JSONCursor) throws(InstanceFault) {
    if json.takeNull() { return }
    try json.array { json, _ throws(InstanceFault) in
      let (member, shift) = try pair(&json, "[member, shift]")
      builder.triples.excluded.append(NamedTriple(member, shift, 0))
      try json.expect("]", "[member, shift]")
    }
  }

  private mutating func pair(_ json: inout JSONCursor, _ what: StaticString) throws(InstanceFault) -> (Int32, Int32) {
    try json.expect("[", "array")
    let member = try json.string { builder.number(member: $0) }
    try json.expect(",", "[member, shift, time]")
    return (member, try json.string { builder.number(shift: $0) })
  }

  /// How many teams, or nothing for `null`.
  private mutating func teams(_ json: inout JSONCursor) throws(InstanceFault) -> Int? {
    if json.takeNull() { return nil }
    var count = 0
    try json.names {
      builder.shifts.teams.extend(builder.teams.intern($0))
      count += 1
    }
    return count
  }
}

/// The small values of rows.
extension JSONCursor {
  fileprivate mutating func kind() throws(InstanceFault) -> Bool {
    switch try string() {
    case "event": true
    case "need": false
    default: throw InstanceFault(.wrongType(expected: "\"event\" | \"need\""))
    }
  }

  @inline(__always) fileprivate mutating func couple(_ what: StaticString) throws(InstanceFault) -> (Int, Int) {
    try expect("[", what)
    let first = try integer()
    try expect(",", what)
    let second = try integer()
    try expect("]", what)
    return (first, second)
  }

  fileprivate mutating func spans(_ list: inout [(start: Int, end: Int)]) throws(InstanceFault) {
    list.removeAll(keepingCapacity: true)
    try array { json, _ throws(InstanceFault) in list.append(try json.couple("[start, end]")) }
  }

  /// Each name of an array of strings.
  @inline(__always) fileprivate mutating func names(_ use: (Bytes) -> Void) throws(InstanceFault) {
    try array { json, _ throws(InstanceFault) in try json.string(use) }
  }
}
