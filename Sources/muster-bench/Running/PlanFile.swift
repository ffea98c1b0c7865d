import MusterBenchmark
import MusterSolver

/// A plan as `muster solve` left it (`muster-plan/1`), by the numbers of its instance.
enum PlanFile {
  static func read(_ path: String, of instance: MusterSolver.Instance) throws(Obstacle) -> Plan {
    let text = try TextFile.read(path)
    guard case .array(let rows)? = (try? JSONValue(text))?["assignments"] else {
      throw Obstacle("\(path)：不是方案。", "\(path): not a plan.")
    }
    let (members, shifts) = (numbers(instance.members.ids), numbers(instance.shifts.ids))
    var triples: [Triple] = []
    for (index, row) in rows.enumerated() {
      guard case .array(let cells) = row, cells.count == 3, let member = cells[0].string.flatMap({ members[$0] }),
        let shift = cells[1].string.flatMap({ shifts[$0] }), let time = cells[2].int,
        instance.shifts.times[shift].count > time, time >= 0
      else {
        throw Obstacle("\(path)：第 \(index + 1) 项指派不属于该算例。", "\(path): assignment \(index + 1) is not of its instance.")
      }
      triples.append(Triple(member: member, shift: shift, time: time))
    }
    return Plan(triples)
  }

  private static func numbers(_ ids: Names) -> [String: Int] {
    Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
