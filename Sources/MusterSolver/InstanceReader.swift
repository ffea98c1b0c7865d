/// Reads `muster-roster/1`: UTF-8 bytes in, an `Instance` or the first fault with its path and position out. Keys may
/// come in any order; an unknown key is a fault, for a misspelt weight would otherwise pass in silence.
struct InstanceReader {
  private var builder = InstanceBuilder()
  private var member = InstanceBuilder.Member()
  private var shift = InstanceBuilder.Shift()
  private static let topKeys = ["format", "days", "speed", "weights", "members", "shifts", "pinned", "excluded", "published"]
  private static let memberKeys = [
    "id", "at", "community", "unit", "skills", "teams", "wishes", "reach", "windows", "maxPerDay", "maxAssignments",
    "maxMinutes", "recent",
  ]
  private static let shiftKeys = [
    "id", "kind", "at", "community", "domain", "skill", "times", "minimum", "seats", "priority", "pairedUnits", "team",
  ]

  mutating func read(_ json: inout JSONCursor) throws(InstanceFault) -> Instance {
    var seen = Keys(Self.topKeys)
    try json.object { json, key throws(InstanceFault) in
      switch try seen.note(key) {
      case "format": if try json.string() != "muster-roster/1" { throw InstanceFault(.format) }
      case "days": try rooted { () throws(InstanceFault) in try builder.set(days: try json.integer()) }
      case "speed": try rooted { () throws(InstanceFault) in try builder.set(speed: try json.integer()) }
      case "weights": try readWeights(&json)
      case "members": try json.array { json, _ throws(InstanceFault) in try readMember(&json) }
      case "shifts": try json.array { json, _ throws(InstanceFault) in try readShift(&json) }
      default: try readTriples(&json, key)
      }
    }
    try json.expectEnd()
    try seen.require(["format", "days", "members", "shifts"])
    return try builder.build()
  }

  /// The builder's own path already names the key that the cursor will add.
  private func rooted(_ body: () throws(InstanceFault) -> Void) throws(InstanceFault) {
    do { try body() } catch { throw InstanceFault(error.reason) }
  }

  private mutating func readWeights(_ json: inout JSONCursor) throws(InstanceFault) {
    if json.takeNull() { return }
    var weights = Weights()
    var seen = Keys(Weights.names.map(\.0))
    try json.object { json, key throws(InstanceFault) in
      let name = try seen.note(key)
      for (known, path) in Weights.names where known == name { weights[keyPath: path] = try json.integer() }
    }
    do { try builder.set(weights: weights) } catch {
      var fault = error
      fault.path = error.path == "weights" ? "" : String(error.path.dropFirst("weights.".count))
      throw fault
    }
  }

  private mutating func readMember(_ json: inout JSONCursor) throws(InstanceFault) {
    var seen = Keys(Self.memberKeys)
    try json.object { json, key throws(InstanceFault) in
      switch try seen.note(key) {
      case "id": member.id = try json.string()
      case "at": member.at = try place(&json)
      case "community": member.community = try json.string()
      case "unit": member.unit = try json.string()
      case "skills": try strings(&json, &member.skills)
      case "teams": try strings(&json, &member.teams)
      case "wishes": try strings(&json, &member.wishes)
      case "reach": member.reach = try json.integer()
      case "windows": try spans(&json, &member.windows)
      case "maxPerDay": member.maxPerDay = try json.integer()
      case "maxAssignments": member.maxAssignments = try json.integer()
      case "maxMinutes": member.maxMinutes = try json.integer()
      default: member.recent = try json.integer()
      }
    }
    try seen.require(Self.memberKeys)
    try builder.add(member)
  }

  private mutating func readShift(_ json: inout JSONCursor) throws(InstanceFault) {
    var seen = Keys(Self.shiftKeys)
    try json.object { json, key throws(InstanceFault) in
      switch try seen.note(key) {
      case "id": shift.id = try json.string()
      case "kind": shift.isEvent = try kind(&json)
      case "at": shift.at = try place(&json)
      case "community": shift.community = try json.string()
      case "domain": shift.domain = try json.string()
      case "skill": shift.skill = json.takeNull() ? nil : try json.string()
      case "times": try spans(&json, &shift.times)
      case "minimum": shift.minimum = try json.integer()
      case "seats": shift.seats = try json.integer()
      case "priority": shift.priority = try json.integer()
      case "pairedUnits": try strings(&json, &shift.pairedUnits)
      default: shift.team = try team(&json)
      }
    }
    try seen.require(Self.shiftKeys)
    try builder.add(shift)
  }

  private mutating func readTriples(_ json: inout JSONCursor, _ key: String) throws(InstanceFault) {
    if json.takeNull() { return }
    try json.array { json, _ throws(InstanceFault) in
      try json.expect("[", "array")
      let member = try json.string()
      try json.expect(",", "[member, shift, time]")
      let shift = try json.string()
      if key == "excluded" {
        builder.exclude(member: member, shift: shift)
      } else {
        try json.expect(",", "[member, shift, time]")
        let time = try json.integer()
        if key == "pinned" {
          builder.pin(member: member, shift: shift, time: time)
        } else {
          builder.publish(member: member, shift: shift, time: time)
        }
      }
      try json.expect("]", key == "excluded" ? "[member, shift]" : "[member, shift, time]")
    }
  }

  private func kind(_ json: inout JSONCursor) throws(InstanceFault) -> Bool {
    switch try json.string() {
    case "event": true
    case "need": false
    default: throw InstanceFault(.wrongType(expected: "\"event\" | \"need\""))
    }
  }

  private func team(_ json: inout JSONCursor) throws(InstanceFault) -> [String]? {
    if json.takeNull() { return nil }
    var names: [String] = []
    try strings(&json, &names)
    return names
  }

  private func place(_ json: inout JSONCursor) throws(InstanceFault) -> (x: Int, y: Int) {
    let (x, y) = try couple(&json, "[x, y]")
    return (x, y)
  }

  private func couple(_ json: inout JSONCursor, _ what: String) throws(InstanceFault) -> (Int, Int) {
    try json.expect("[", what)
    let first = try json.integer()
    try json.expect(",", what)
    let second = try json.integer()
    try json.expect("]", what)
    return (first, second)
  }

  private func strings(_ json: inout JSONCursor, _ list: inout [String]) throws(InstanceFault) {
    list.removeAll(keepingCapacity: true)
    try json.array { json, _ throws(InstanceFault) in list.append(try json.string()) }
  }

  private func spans(_ json: inout JSONCursor, _ list: inout [(start: Int, end: Int)]) throws(InstanceFault) {
    list.removeAll(keepingCapacity: true)
    try json.array { json, _ throws(InstanceFault) in
      let (start, end) = try couple(&json, "[start, end]")
      list.append((start, end))
    }
  }
}

/// Which keys of an object were seen: refuses unknown and repeated ones.
private struct Keys {
  let known: [String]
  var bits: UInt64 = 0

  init(_ known: [String]) { self.known = known }

  mutating func note(_ key: String) throws(InstanceFault) -> String {
    guard let index = known.firstIndex(of: key) else { throw InstanceFault(.unknownKey(key)) }
    if bits >> index & 1 == 1 { throw InstanceFault(.repeatedKey(key)) }
    bits |= 1 << index
    return known[index]
  }

  func require(_ keys: [String]) throws(InstanceFault) {
    for (index, key) in known.enumerated() where bits >> index & 1 == 0 && keys.contains(key) {
      throw InstanceFault(.missingKey(key))
    }
  }
}

extension Instance {
  /// Reads `muster-roster/1` from UTF-8 bytes.
  public init(json bytes: UnsafeRawBufferPointer) throws(InstanceFault) {
    var cursor = JSONCursor(bytes.bindMemory(to: UInt8.self))
    var reader = InstanceReader()
    do { self = try reader.read(&cursor) } catch {
      var fault = error
      (fault.line, fault.column) = cursor.position
      throw fault
    }
  }

  /// Reads `muster-roster/1` from UTF-8 bytes.
  public init(json bytes: [UInt8]) throws(InstanceFault) {
    let result: Result<Instance, InstanceFault> = bytes.withUnsafeBytes { raw in
      do throws(InstanceFault) { return .success(try Instance(json: raw)) } catch { return .failure(error) }
    }
    self = try result.get()
  }
}
