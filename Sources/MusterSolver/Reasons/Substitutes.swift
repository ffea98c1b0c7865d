/// A member who could take a seat, and what the score gains by it.
public struct Substitute: Sendable, Equatable {
  public let member: Int
  public let gain: Int
}

extension Instance {
  /// The members who may take one more seat of a shift at one of its times, the greatest gain first (then by number), at
  /// most `limit`. Those in `excluding` (who declined just now) and those who serve the shift are left out. Empty when
  /// the shift is full or its people serve at another time.
  public func substitutes(for shift: Int, time: Int, excluding: Set<Int> = [], in plan: Plan, limit: Int) -> [Substitute] {
    Roster(self, plan).substitutes(for: shift, time: time, excluding: excluding, limit: limit)
  }
}

extension Roster {
  /// See `Instance.substitutes`. People in `excluding` who still stand in the plan are counted as gone from the shift.
  public func substitutes(for shift: Int, time: Int, excluding: Set<Int> = [], limit: Int) -> [Substitute] {
    let serving = people(of: shift)
    let staying = serving.filter { !excluding.contains(Int($0.member)) }
    if staying.count >= Int(instance.shifts.seats[shift]) || staying.contains(where: { Int($0.time) != time }) { return [] }
    let asked = instance.shifts.teams[shift]
    let teams = asked.filter { team in staying.allSatisfy { instance.members.teams[Int($0.member)].contains(team) } }
    let span = instance.span(Triple(member: 0, shift: shift, time: time))
    var found: [Substitute] = []
    for member in 0..<instance.members.count where instance.inReach(member, of: shift) && instance.isFree(member, in: span) {
      if !instance.hasSkill(member, for: shift) || instance.isExcluded(member, from: shift) { continue }
      if !asked.isEmpty, !instance.members.teams[member].contains(where: { teams.contains($0) }) { continue }
      let mine = assignments(of: member)
      let new = Triple(member: member, shift: shift, time: time)
      if excluding.contains(member) || mine.contains(where: { !instance.compatible($0, new) || $0.shift == new.shift }) {
        continue
      }
      if !limits(on: new, beside: mine).allSatisfy(\.holds) { continue }
      found.append(Substitute(member: member, gain: gain(new, beside: mine, people: staying.count)))
    }
    found.sort { ($1.gain, $0.member) < ($0.gain, $1.member) }
    return Array(found.prefix(max(0, limit)))
  }
}
