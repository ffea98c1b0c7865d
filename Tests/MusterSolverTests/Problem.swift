import MusterSolver

/// A roster problem as rows, from which a test makes both the solver's instance and the referee's JSON.
struct Problem {
  typealias Member = InstanceBuilder.Member
  typealias Shift = InstanceBuilder.Shift

  var days = 7
  var speed = 250
  var weights = Weights()
  var members: [Member] = []
  var shifts: [Shift] = []
  var pinned: [(Int, Int, Int)] = []
  var excluded: [(Int, Int)] = []
  var published: [(Int, Int, Int)] = []

  static func member(_ id: String, _ change: (inout Member) -> Void = { _ in }) -> Member {
    var row = Member()
    row.id = id
    row.community = "c1"
    row.unit = "u1"
    row.reach = 5000
    row.windows = [(480, 1200)]
    row.maxPerDay = 2
    row.maxAssignments = 3
    row.maxMinutes = 600
    change(&row)
    return row
  }

  static func shift(_ id: String, _ change: (inout Shift) -> Void = { _ in }) -> Shift {
    var row = Shift()
    row.id = id
    row.community = "c1"
    row.domain = "culture"
    row.times = [(540, 600)]
    row.minimum = 1
    row.seats = 2
    change(&row)
    return row
  }

  func instance() throws(InstanceFault) -> Instance {
    var builder = try InstanceBuilder(days: days, speed: speed, weights: weights)
    for member in members { try builder.add(member) }
    for shift in shifts { try builder.add(shift) }
    for (m, s, t) in pinned { builder.pin(member: members[m].id, shift: shifts[s].id, time: t) }
    for (m, s) in excluded { builder.exclude(member: members[m].id, shift: shifts[s].id) }
    for (m, s, t) in published { builder.publish(member: members[m].id, shift: shifts[s].id, time: t) }
    return try builder.build()
  }

  var json: String {
    let weights = Self.weightNames.map { "\"\($0)\":\(self.weights[keyPath: $1])" }.joined(separator: ",")
    return """
      {"format":"muster-roster/1","days":\(days),"speed":\(speed),"weights":{\(weights)},\
      "members":[\(members.map(json).joined(separator: ","))],"shifts":[\(shifts.map(json).joined(separator: ","))],\
      "pinned":[\(pinned.map { json(triple: $0) }.joined(separator: ","))],\
      "excluded":[\(excluded.map { "[\(quoted(members[$0].id)),\(quoted(shifts[$1].id))]" }.joined(separator: ","))],\
      "published":[\(published.map { json(triple: $0) }.joined(separator: ","))]}
      """
  }

  func json(triple: (Int, Int, Int)) -> String {
    "[\(quoted(members[triple.0].id)),\(quoted(shifts[triple.1].id)),\(triple.2)]"
  }

  /// A plan in JSON, its triples by number.
  func json(plan: Plan) -> String {
    let rows = plan.triples.map { json(triple: (Int($0.member), Int($0.shift), Int($0.time))) }
    return "{\"format\":\"muster-plan/1\",\"assignments\":[\(rows.joined(separator: ","))]}"
  }

  private static let weightNames: [(String, KeyPath<Weights, Int> & Sendable)] = [
    ("critical", \.critical), ("desired", \.desired), ("fairness", \.fairness), ("away", \.away), ("paired", \.paired),
    ("wish", \.wish), ("stability", \.stability),
  ]

  private func quoted(_ text: String) -> String {
    var out: [UInt8] = []
    JSONText.append(text, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  private func list(_ names: [String]) -> String { "[\(names.map(quoted).joined(separator: ","))]" }

  private func spans(_ spans: [(start: Int, end: Int)]) -> String {
    "[\(spans.map { "[\($0.start),\($0.end)]" }.joined(separator: ","))]"
  }

  private func json(_ m: Member) -> String {
    """
    {"id":\(quoted(m.id)),"at":[\(m.at.x),\(m.at.y)],"community":\(quoted(m.community)),"unit":\(quoted(m.unit)),\
    "skills":\(list(m.skills)),"teams":\(list(m.teams)),"wishes":\(list(m.wishes)),"reach":\(m.reach),\
    "windows":\(spans(m.windows)),"maxPerDay":\(m.maxPerDay),"maxAssignments":\(m.maxAssignments),\
    "maxMinutes":\(m.maxMinutes),"recent":\(m.recent)}
    """
  }

  private func json(_ s: Shift) -> String {
    """
    {"id":\(quoted(s.id)),"kind":"\(s.isEvent ? "event" : "need")","at":[\(s.at.x),\(s.at.y)],\
    "community":\(quoted(s.community)),"domain":\(quoted(s.domain)),"skill":\(s.skill.map(quoted) ?? "null"),\
    "times":\(spans(s.times)),"minimum":\(s.minimum),"seats":\(s.seats),"priority":\(s.priority),\
    "pairedUnits":\(list(s.pairedUnits)),"team":\(s.team.map(list) ?? "null")}
    """
  }
}
