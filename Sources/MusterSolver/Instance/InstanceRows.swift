/// The row that is being added: what is refused of one member or shift alone, and where its figures go.
extension InstanceBuilder {
  static func check(_ value: Int, _ least: Int, _ most: Int, _ path: String) throws(InstanceFault) {
    if value < least || value > most { throw InstanceFault(.outOfRange(value, least: least, most: most), at: path) }
  }

  /// What a member's figures must keep.
  static func check(_ member: Member) throws(InstanceFault) {
    try checkPlace(member.at)
    try check(member.reach, 0, Int.max, "reach")
    try check(member.maxPerDay, 0, Int.max, "maxPerDay")
    try check(member.maxAssignments, 0, Int.max, "maxAssignments")
    try check(member.maxMinutes, 0, Int.max, "maxMinutes")
    try check(member.recent, 0, 1_000_000, "recent")
    try checkWindows(member.windows)
  }

  /// What a shift's figures must keep; `teams` is how many teams it names, nothing when it is not a team's.
  static func check(_ shift: Shift, teams: Int?) throws(InstanceFault) {
    try checkPlace(shift.at)
    if shift.times.isEmpty { throw InstanceFault(.empty, at: "times") }
    if shift.isEvent, shift.times.count != 1 { throw InstanceFault(.eventWithAlternatives, at: "times") }
    try check(shift.seats, 1, Int.max, "seats")
    try check(shift.minimum, 0, Int.max, "minimum")
    if shift.minimum > shift.seats { throw InstanceFault(.minimumOverSeats, at: "minimum") }
    try check(shift.priority, 1, 5, "priority")
    if teams == 0 { throw InstanceFault(.empty, at: "team") }
    for (index, time) in shift.times.enumerated() {
      if time.end <= time.start { throw InstanceFault(.notAfterStart, at: "times[\(index)]") }
      try checkMinutes(time, "times", index)
    }
  }

  private static func checkPlace(_ at: (x: Int, y: Int)) throws(InstanceFault) {
    try check(at.x, -farthestCoordinate, farthestCoordinate, "at[0]")
    try check(at.y, -farthestCoordinate, farthestCoordinate, "at[1]")
  }

  private static func checkMinutes(_ time: (start: Int, end: Int), _ key: String, _ index: Int) throws(InstanceFault) {
    if time.start < 0 || time.end > mostDays * Rules.minutesPerDay * 2 {
      throw InstanceFault(.outsideHorizon(time.start < 0 ? time.start : time.end), at: "\(key)[\(index)]")
    }
  }

  private static func checkWindows(_ windows: [(start: Int, end: Int)]) throws(InstanceFault) {
    for (index, window) in windows.enumerated() {
      try checkMinutes(window, "windows", index)
      if window.end <= window.start { throw InstanceFault(.notAfterStart, at: "windows[\(index)]") }
      if index > 0, window.start < windows[index - 1].end { throw InstanceFault(.windowsUnordered, at: "windows[\(index)]") }
    }
  }

  /// A new id has the next number.
  func checkNew(member id: Int32) throws(InstanceFault) {
    if id != Int32(members.count) { throw InstanceFault(.repeatedID(memberNumbers.names[Int(id)]), at: "id") }
  }

  func checkNew(shift id: Int32) throws(InstanceFault) {
    if id != Int32(shifts.count) { throw InstanceFault(.repeatedID(shiftNumbers.names[Int(id)]), at: "id") }
  }

  /// Takes over a member's figures, once they are checked, and closes its rows, which have its names already.
  mutating func append(_ member: Member, community: Int32, unit: Int32) {
    members.x.append(Int32(member.at.x))
    members.y.append(Int32(member.at.y))
    members.community.append(community)
    members.unit.append(unit)
    members.reach.append(Int32(min(member.reach, Rules.farthest)))
    members.skills.endRow()
    members.teams.endRow()
    members.wishes.endRow()
    members.windows.append(member.windows.lazy.map { Instance.Span($0.start, $0.end) })
    members.maxPerDay.append(Int32(clamping: member.maxPerDay))
    members.maxAssignments.append(Int32(clamping: member.maxAssignments))
    members.maxMinutes.append(Int32(clamping: member.maxMinutes))
    members.recent.append(Int32(member.recent))
  }

  /// Takes over a shift's figures, once they are checked, and closes its rows, which have its names already.
  mutating func append(_ shift: Shift, community: Int32, domain: Int32, skill: Int32) {
    shifts.isEvent.append(shift.isEvent)
    shifts.x.append(Int32(shift.at.x))
    shifts.y.append(Int32(shift.at.y))
    shifts.community.append(community)
    shifts.domain.append(domain)
    shifts.skill.append(skill)
    shifts.times.append(shift.times.lazy.map { Instance.Span($0.start, $0.end) })
    shifts.minimum.append(Int32(clamping: shift.minimum))
    shifts.seats.append(Int32(clamping: shift.seats))
    shifts.priority.append(Int32(shift.priority))
    shifts.pairedUnits.endRow()
    shifts.teams.endRow()
  }
}
