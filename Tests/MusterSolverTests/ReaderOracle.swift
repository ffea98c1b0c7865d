import MusterSolver
import Testing

/// Python's reading of the same bytes, as an account of all values that an `Instance` keeps. Names that the instance has only
/// as numbers are numbered anew, in the order in which members and then shifts name them.
enum ReaderOracle {
  /// For each text, in order: the account; `faulty` where the referee finds fault with the instance; `broken` where it is no JSON.
  static func accounts(of texts: [[UInt8]]) throws -> [String] {
    var input: [UInt8] = []
    for text in texts { input += Array("\(text.count)\n".utf8) + text }
    return try Judge.python(["-c", script], bytes: input).output.split(separator: "\n").map(String.init)
  }

  private static let script = #"""
    import json, score, sys
    INT = 2 ** 31 - 1
    def account(d):
        tables = {}
        def number(kind, name):
            table = tables.setdefault(kind, {})
            return table.setdefault(name, len(table))
        def all(kind, names):
            return [number(kind, n) for n in names]
        def id(row):
            return list(row["id"].encode())
        w = dict(score.WEIGHTS)
        w.update(d.get("weights") or {})
        out = [d["days"], d.get("speed", 250), [w[k] for k in ("critical", "desired", "fairness", "away", "paired", "wish", "stability")]]
        for m in d["members"]:
            out += [id(m), m["at"], number("community", m["community"]), number("unit", m["unit"]), all("skill", m["skills"])]
            out += [all("team", m["teams"]), all("domain", m["wishes"]), min(m["reach"], 28284272), sum(m["windows"], [])]
            out += [min(m[k], INT) for k in ("maxPerDay", "maxAssignments", "maxMinutes", "recent")]
        for s in d["shifts"]:
            out += [id(s), int(s["kind"] == "event"), s["at"], number("community", s["community"]), number("domain", s["domain"])]
            out += [-1 if s["skill"] is None else number("skill", s["skill"]), sum(s["times"], [])]
            out += [min(s[k], INT) for k in ("minimum", "seats", "priority")]
            out += [all("unit", s["pairedUnits"]), all("team", s["team"] or [])]
        member = {m["id"]: i for i, m in enumerate(d["members"])}
        shift = {s["id"]: i for i, s in enumerate(d["shifts"])}
        for key in ("pinned", "published"):
            out.append([x for m, s, t in d.get(key) or [] for x in (member[m], shift[s], t)])
        barred = sorted((member[m], shift[s]) for m, s in d.get("excluded") or [])
        return out + [[x for pair in barred for x in pair]]
    data = sys.stdin.buffer
    while line := data.readline():
        text = data.read(int(line))
        try:
            d = json.loads(text.decode())
        except (ValueError, RecursionError):
            print("broken")
            continue
        try:
            print("faulty" if score.instance_faults(d) else account(d))
        except Exception:
            print("faulty")
    """#

  static func account(of instance: Instance) -> String {
    var tables: [String: [Int32: Int]] = [:]
    func number(_ kind: String, _ old: Int32) -> Int {
      let next = tables[kind]?.count ?? 0
      let found = tables[kind, default: [:]][old] ?? next
      tables[kind, default: [:]][old] = found
      return found
    }
    func all(_ kind: String, _ row: ArraySlice<Int32>) -> String { "\(row.map { number(kind, $0) })" }
    func flat(_ row: ArraySlice<Instance.Span>) -> String { "\(row.flatMap { [$0.start, $0.end] })" }
    let (weights, members, shifts) = (instance.weights, instance.members, instance.shifts)
    var out = ["\(instance.days)", "\(instance.speed)"]
    out.append(
      "\([weights.critical, weights.desired, weights.fairness, weights.away, weights.paired, weights.wish, weights.stability])")
    for m in 0..<members.count {
      out += ["\(Array(members.ids[m].utf8))", "\([members.x[m], members.y[m]])"]
      out += ["\(number("community", members.community[m]))", "\(number("unit", members.unit[m]))"]
      out += [all("skill", members.skills[m]), all("team", members.teams[m]), all("domain", members.wishes[m])]
      out += ["\(members.reach[m])", flat(members.windows[m])]
      out += ["\(members.maxPerDay[m])", "\(members.maxAssignments[m])", "\(members.maxMinutes[m])", "\(members.recent[m])"]
    }
    for s in 0..<shifts.count {
      out += ["\(Array(shifts.ids[s].utf8))", shifts.isEvent[s] ? "1" : "0", "\([shifts.x[s], shifts.y[s]])"]
      out += ["\(number("community", shifts.community[s]))", "\(number("domain", shifts.domain[s]))"]
      out += [shifts.skill[s] < 0 ? "-1" : "\(number("skill", shifts.skill[s]))", flat(shifts.times[s])]
      out += ["\(shifts.minimum[s])", "\(shifts.seats[s])", "\(shifts.priority[s])"]
      out += [all("unit", shifts.pairedUnits[s]), all("team", shifts.teams[s])]
    }
    for triples in [instance.pinned, instance.published] {
      out.append("\(triples.flatMap { [$0.member, $0.shift, $0.time] })")
    }
    out.append("\((0..<members.count).flatMap { m in instance.excluded[m].flatMap { [Int32(m), $0] } })")
    return "[\(out.joined(separator: ", "))]"
  }
}
