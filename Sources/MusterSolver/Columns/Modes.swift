/// The ways in which shifts can take place: a mode is one shift at one of its times with one of its teams (or with
/// none). Each shift of a plan has one mode. Numbered by start time, so a member's columns in order of modes are in
/// order of time. A shift with pins has only the modes that its pins allow.
final class Modes: @unchecked Sendable {  // the cells are never written after init
  let count: Int
  let shift: Cells<Int32>
  let time: Cells<Int32>
  /// −1: not a team's shift.
  let team: Cells<Int32>
  let start: Cells<Int32>
  let end: Cells<Int32>
  let day: Cells<Int32>
  let x: Cells<Int32>
  let y: Cells<Int32>
  /// The modes of each shift.
  let ofShift: Rows<Int32>
  let speed: Int

  init(_ instance: Instance) {
    let shifts = instance.shifts
    var all: [(start: Int32, shift: Int32, time: Int32, team: Int32)] = []
    let pins = Self.pinnedModes(instance)
    for shift in 0..<shifts.count {
      for (time, span) in shifts.times[shift].enumerated() {
        for team in shifts.teams[shift].isEmpty ? [-1] : Array(Set(shifts.teams[shift])) {
          if let pin = pins[Int32(shift)], pin.time != Int32(time) || !(team < 0 || pin.teams.contains(team)) { continue }
          all.append((span.start, Int32(shift), Int32(time), team))
        }
      }
    }
    all.sort { ($0.start, $0.shift, $0.time, $0.team) < ($1.start, $1.shift, $1.time, $1.team) }
    let spans = all.map { shifts.times.values[Int(shifts.times.starts[Int($0.shift)] + $0.time)] }
    count = all.count
    speed = instance.speed
    shift = Cells(all.map(\.shift))
    time = Cells(all.map(\.time))
    team = Cells(all.map(\.team))
    start = Cells(spans.map(\.start))
    end = Cells(spans.map(\.end))
    day = Cells(spans.map { $0.start / Int32(Rules.minutesPerDay) })
    x = Cells(all.map { shifts.x[Int($0.shift)] })
    y = Cells(all.map { shifts.y[Int($0.shift)] })
    var lists = [[Int32]](repeating: [], count: shifts.count)
    for (mode, row) in all.enumerated() { lists[Int(row.shift)].append(Int32(mode)) }
    var rows = Rows<Int32>()
    for list in lists { rows.append(list) }
    ofShift = rows
  }

  /// Some modes of others, in the same order; `inside` gives the new numbers of the shifts, which are those of the array.
  init(_ whole: Modes, _ chosen: [Int32], shifts: [Int32], _ inside: Cells<Int32>) {
    count = chosen.count
    speed = whole.speed
    shift = Cells(chosen.map { inside[whole.shift[$0]] })
    time = Cells(chosen.map { whole.time[$0] })
    team = Cells(chosen.map { whole.team[$0] })
    start = Cells(chosen.map { whole.start[$0] })
    end = Cells(chosen.map { whole.end[$0] })
    day = Cells(chosen.map { whole.day[$0] })
    x = Cells(chosen.map { whole.x[$0] })
    y = Cells(chosen.map { whole.y[$0] })
    var lists = [[Int32]](repeating: [], count: shifts.count)
    for mode in 0..<chosen.count { lists[Int(shift[mode])].append(Int32(mode)) }
    var rows = Rows<Int32>()
    for list in lists { rows.append(list) }
    ofShift = rows
  }

  deinit { for cells in [shift, time, team, start, end, day, x, y] { cells.free() } }

  /// Rules 1 and 5 between two modes for one person: another shift, no overlap, time to travel.
  @inline(__always) func compatible(_ a: Int32, _ b: Int32) -> Bool {
    if shift[a] == shift[b] { return false }
    let (first, second) = start[a] <= start[b] ? (a, b) : (b, a)
    let gap = Int(start[second]) - Int(end[first])
    if gap < 0 { return false }
    return Rules.reachesInTime(
      gap: gap, speed: speed, squaredDistance: Rules.squaredDistance(x[a], y[a], x[b], y[b]))
  }

  private static func pinnedModes(_ instance: Instance) -> [Int32: (time: Int32, teams: Set<Int32>)] {
    var found: [Int32: (time: Int32, teams: Set<Int32>)] = [:]
    for pin in instance.pinned {
      let teams = Set(instance.members.teams[Int(pin.member)])
      found[pin.shift] = (pin.time, found[pin.shift]?.teams.intersection(teams) ?? teams)
    }
    return found
  }
}
