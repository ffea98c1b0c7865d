import Logging
import MusterDomain
import MusterHandler
import MusterProtocol
import Postgres
import TestSupport

/// Plays random actions against a real city and the model side by side, and looks after each whether they still agree: the answer,
/// every seat, every count, every record, and now and then what somebody gets to see.
final class DutyPlayer {
  private let world: TestWorld
  private let seed: UInt64
  private var chance: DutyChance
  private var model: DutyModel
  private var clients: [String: TestClient] = [:]
  private let database: PostgresClient
  /// The last actions, for whoever has to find out.
  private var trail: [String] = []
  private(set) var done = 0
  private(set) var refused = 0
  private(set) var standIns = 0

  struct Disagreement: Error, CustomStringConvertible {
    let description: String
  }

  init(_ world: TestWorld, seed: UInt64) async throws {
    self.world = world
    self.seed = seed
    chance = DutyChance(noise: Noise(seed: seed))
    model = DutyModel(now: world.clock.now)
    database = PostgresClient(
      PostgresConfiguration(
        conninfo: world.database.conninfo(), leased: 1, sessionSettings: [("search_path", "muster,public")]),
      logger: Logger(label: "test"))
    // Only what the model makes.
    try await world.execute("UPDATE muster.event SET state = 'cancelled'")
    try await world.execute("UPDATE muster.shift SET state = 'cancelled'")
  }

  func end() async { await database.close() }

  func play(_ steps: Int) async throws {
    for step in 1...steps {
      try await self.step(step)
      if step % 10 == 0 { try await look() }
    }
  }

  private func step(_ step: Int) async throws {
    let action = chance.action(on: model)
    let said = action.actor.map { "\($0): \(line(of: action) ?? "\(action)")" }
    trail = trail.suffix(40) + ["\(step) \(wall(model.now)) \(said ?? "\(action)") \(action.pairs)"]
    switch action {
    case .wait(let minutes): try await wait(minutes)
    case .hold(let area, let span, let seats, let skill): try await hold(area, span, seats, skill)
    default: try await act(action, step)
    }
    try await compare(mayAsk: action.mayAskOthers)
  }

  private func client(_ account: String) async throws -> TestClient {
    if let client = clients[account] { return client }
    let client = try await world.client(as: account)
    clients[account] = client
    return client
  }

  private func wait(_ minutes: Int64) async throws {
    world.clock.advance(minutes: minutes)
    model.now = world.clock.now
    model.expire()
    try await Sweeper(world.environment).sweep()
  }

  private func hold(_ area: Int32, _ span: TimeSpan, _ seats: Int, _ skill: String?) async throws {
    let staff = try await client(DutyAction.staff(of: area))
    let add = "EVENT.ADD title=义务 area=A-\(area) domain=health from=\(wall(span.start)) to=\(wall(span.end))"
    guard let event = try await staff.ok(add).field("id") else { throw failure("no event") }
    for _ in 0...(seats % 2) {
      let wanted = skill.map { " skill=\($0)" } ?? ""
      try await staff.ok("SHIFT.ADD \(event) role=岗 minimum=1 seats=\(seats)\(wanted)")
    }
    try await staff.ok("EVENT.SET \(event) state=published")
    let id = try await number("SELECT max(id) FROM event")
    model.events[id] = .init(area: area, creator: DutyAction.staff(of: area), state: .published, span: span)
    for shift in try await database.read(Postgres.Query<Int64>.value("SELECT id FROM shift WHERE event_id = \(id)")) {
      model.shifts[shift] = .init(event: id, area: area, seats: seats, skill: skill, state: .open, span: span)
    }
  }

  private func act(_ action: DutyAction, _ step: Int) async throws {
    guard let actor = action.actor, let line = line(of: action) else { return }
    let client = try await client(actor)
    let expected = model.refusals(of: action)
    // Now and then it is said twice, by the same key.
    let isTwice = chance.below(20) == 0 && action.takesKey
    let sent = isTwice ? "\(line) key=duty-step-\(seed)-\(step)-said-twice" : line
    let reply = try await client.send(sent)
    if isTwice, reply.final.word == .ok {
      guard try await client.send(sent).field("replayed") == "yes" else { throw failure("\(sent) was done twice") }
    }
    let code = reply.final.code?.rawValue ?? ""
    let isRight = expected.isEmpty ? reply.final.word == .ok : reply.final.word != .ok && expected.contains(code)
    guard isRight else {
      throw failure(
        "\(actor): \(line)\n  answered \(ReplyPrinter.line(reply.final))\n  expected \(expected.isEmpty ? ["OK"] : expected)\n"
          + action.pairs.map(whole).joined(separator: "\n"))
    }
    guard expected.isEmpty else {
      refused += 1
      return
    }
    done += 1
    model.apply(action)
  }

  /// The city is eight hours ahead.
  private func wall(_ instant: Instant) -> String {
    let seconds = instant.microseconds / 1_000_000 + 8 * 3600
    let (day, minute) = (CivilDate(daysSinceEpoch: Int(seconds / 86_400)), seconds % 86_400 / 60)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day)T\(two(minute / 60)):\(two(minute % 60))"
  }

  private func code(_ pair: DutyModel.Pair) -> String? { model.seats[pair].map { world.code(.assignment, $0.id) } }

  private func line(of action: DutyAction) -> String? {
    func phone(_ by: String) -> String { DutyAction.isStaff(by) ? " by=phone" : "" }
    func event(_ id: Int64) -> String { world.code(.event, id) }
    switch action {
    case .wait, .hold: return nil
    case .claim(let pair, let by):
      let whom = DutyAction.member(by) == pair.member ? "" : " member=\(world.code(.member, pair.member))"
      return "CLAIM \(world.code(.shift, pair.shift))\(whom)"
    case .assign(let pair, _): return "ASSIGN \(world.code(.shift, pair.shift)) \(world.code(.member, pair.member))"
    case .accept(let pair, let by): return code(pair).map { "ACCEPT \($0)\(phone(by))" }
    case .decline(let pair, let by): return code(pair).map { "DECLINE \($0)\(phone(by))" }
    case .release(let pair, _): return code(pair).map { "RELEASE \($0) reason=另有安排" }
    case .undo(let pair, _): return code(pair).map { "UNDO \($0)" }
    case .swap(let mine, let theirs, let by):
      guard let a = code(mine), let b = code(theirs) else { return nil }
      return "SWAP \(a) \(b)\(phone(by))"
    case .checkIn(let pair, _): return code(pair).map { "CHECKIN \($0)" }
    case .checkOut(let pair, _): return code(pair).map { "CHECKOUT \($0)" }
    case .absent(let pair, let excused, _): return code(pair).map { "ABSENT \($0) excused=\(excused ? "yes" : "no")" }
    case .hours(let pair, let minutes, _):
      return "HOURS \(world.code(.shift, pair.shift)) \(world.code(.member, pair.member)) minutes=\(minutes)"
    case .cancel(let id, _): return "EVENT.SET \(event(id)) state=cancelled reason=雨"
    case .close(let id, _): return "EVENT.SET \(event(id)) state=closed"
    case .settle(let id, _): return "SETTLE \(event(id))"
    case .move(let id, let span, _):
      return "EVENT.SET \(event(id)) from=\(wall(span.start)) to=\(wall(span.end))"
    }
  }

  /// All that the model knows of the member and of the shift.
  private func whole(_ pair: DutyModel.Pair) -> String {
    let seats = model.seats.filter { $0.key.member == pair.member || $0.key.shift == pair.shift }
      .sorted { $0.value.span.start < $1.value.span.start }
      .map {
        "  \($0.key) \($0.value.state) \(wall($0.value.span.start)) \($0.value.span.minutes) min, area \(model.area($0.key))"
      }
    let shift = model.shifts[pair.shift].map { "  \($0.state), \($0.seats) seats, \(wall($0.span.start))" } ?? "  no shift"
    return "\(pair):\n\(shift)\n\(seats.joined(separator: "\n"))"
  }

  // MARK: Looking

  /// One assignment as the database has it.
  struct Row: Sendable, CustomStringConvertible {
    var description: String {
      "\(pair) \(state.rawValue) \(span.start.microseconds / 60_000_000) of \(source), by \(deadline.map { "\($0.microseconds / 60_000_000)" } ?? "–")"
    }

    let id: Int64
    let pair: DutyModel.Pair
    let state: AssignmentState
    let span: TimeSpan
    let deadline: Instant?
    let minutes: Int64?
    let source: String
    let movesFrom: Int64?
    let standsInFor: Int64?
    let lastStep: String?
  }

  private func compare(mayAsk: Bool) async throws {
    let rows = try await rows()
    let pairs = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.pair) })
    for row in rows {
      let known = model.seats[row.pair]
      let isNew = known == nil || (row.state == .offered && known?.state.isOpenAgain == true)
      if isNew, known?.state != row.state {
        guard mayAsk else { throw failure("nobody asked for \(row), known as \(String(describing: known))") }
        try take(row, pairs)
        continue
      }
      guard var seat = known else { continue }
      seat.id = row.id
      if !row.state.takesSeat { seat.span = row.span }
      model.seats[row.pair] = seat
      guard seat.state == row.state, seat.span == row.span, seat.minutes == row.minutes.map({ Int($0) }),
        row.state != .offered || seat.deadline == row.deadline
      else { throw failure("\(row), \(row.minutes ?? -1) min\n  should be \(seat)\n\(whole(row.pair))") }
      guard row.lastStep == row.state.rawValue else { throw failure("the last step of \(row) is \(row.lastStep ?? "none")") }
    }
    guard rows.count == model.seats.count else {
      let missing = model.seats.keys.filter { key in !rows.contains { $0.pair == key } }
      throw failure("there is no assignment of \(missing)")
    }
    try await compareShifts()
    try await compareSwaps(pairs)
    try await compareRecords()
  }

  /// A seat that the search offered: to somebody who may have it.
  private func take(_ row: Row, _ pairs: [Int64: DutyModel.Pair]) throws {
    guard row.state == .offered, row.source == "substitute", let shift = model.shifts[row.pair.shift] else {
      throw failure("nobody asked for \(row)")
    }
    let left = row.movesFrom.flatMap { pairs[$0] }
    let pair = row.pair
    let asked = model.seats.contains {
      $0.key.member == pair.member && $0.key != pair && $0.key != left && $0.value.state == .offered
        && $0.value.span.overlaps(shift.span)
    }
    var codes = model.broken(pair.member, pair.shift, at: shift.span, leaving: left?.shift)
    if asked { codes.insert("asked at that time already") }
    if let seat = model.seats[pair], !seat.state.isOpenAgain { codes.insert("spent") }
    if shift.state != .open || model.now >= shift.span.start { codes.insert("not open") }
    if model.taken(pair.shift) >= shift.seats { codes.insert("full") }
    if let left, model.seats[left]?.state != .accepted || left.member != pair.member { codes.insert("nothing to move from") }
    guard codes.isEmpty else { throw failure("the search offered \(row): \(codes)\n\(whole(pair))") }
    model.offer(pair)
    model.seats[pair]?.id = row.id
    model.seats[pair]?.movesFrom = left
    model.seats[pair]?.standsInFor = row.standsInFor.flatMap { pairs[$0] }
    standIns += 1
    guard model.seats[pair]?.span == row.span, model.seats[pair]?.deadline == row.deadline else {
      throw failure("\(row) should be \(String(describing: model.seats[pair]))")
    }
  }

  private func compareShifts() async throws {
    let rows = try await database.read(
      Postgres.Query<(Int64, String, Int16, Int16, Instant, Instant)>(
        "SELECT id, state, taken, seats, starts_at, ends_at FROM shift WHERE id = ANY (\(Array(model.shifts.keys)))"
      ) { try $0.decode(Int64.self, String.self, Int16.self, Int16.self, Instant.self, Instant.self) })
    for (id, state, taken, seats, starts, ends) in rows {
      guard let shift = model.shifts[id], shift.state.rawValue == state, Int(taken) == model.taken(id), taken <= seats,
        TimeSpan(starts, ends) == shift.span
      else {
        throw failure(
          "S \(id) is \(state), \(taken) of \(seats), \(starts); should be \(String(describing: model.shifts[id])), "
            + "\(model.taken(id)) taken")
      }
    }
  }

  private func compareSwaps(_ pairs: [Int64: DutyModel.Pair]) async throws {
    let rows = try await database.read(
      Postgres.Query<(Int64, Int64)>("SELECT asker_id, other_id FROM swap") { try $0.decode(Int64.self, Int64.self) })
    var found: [DutyModel.Pair: DutyModel.Pair] = [:]
    for (asker, other) in rows {
      guard let asker = pairs[asker], let other = pairs[other] else { continue }
      found[asker] = other
    }
    guard found == model.swaps else { throw failure("swaps are \(found), should be \(model.swaps)") }
  }

  /// Every settled minute once, and none besides.
  private func compareRecords() async throws {
    let rows = try await database.read(
      Postgres.Query<(Int64, Int64, Int32)>("SELECT shift_id, member_id, minutes FROM service_record") {
        try $0.decode(Int64.self, Int64.self, Int32.self)
      })
    let found = Dictionary(rows.map { (DutyModel.Pair(shift: $0.0, member: $0.1), [Int($0.2)]) }, uniquingKeysWith: +)
    guard found == model.records.mapValues({ [$0] }) else {
      throw failure("records are \(found), should be \(model.records)")
    }
  }

  /// Somebody lists what they may see: all of it, and nothing else.
  private func look() async throws {
    let readers = ["staff-east", "staff-west", "staff-street", "unit-1", "unit-2", "leader-1"] + (1...8).map { "member-\($0)" }
    guard let reader = chance.one(of: readers) else { return }
    let client = try await client(reader)
    let mine = model.seats.filter { pair, seat in
      if let member = DutyAction.member(reader) { return pair.member == member }
      if DutyAction.isStaff(reader) { return DutyAction.sees(reader, area: model.area(pair)) }
      // Even members work for the outpatients' department, which is the hospital's.
      if reader == "unit-1" { return seat.isClaim }
      if reader == "unit-2" { return seat.isClaim && pair.member % 2 == 0 }
      return false
    }
    var seen: [String?] = []
    var after = ""
    while true {
      let page = try await client.ok("ASSIGNMENTS limit=1000 cols=id\(after)")
      seen += page.column("id")
      guard let next = page.field("next") else { break }
      after = " after=\(next)"
    }
    let expected = Set(mine.values.map { world.code(.assignment, $0.id) })
    guard Set(seen.compactMap { $0 }) == expected, seen.count == expected.count else {
      throw failure("\(reader) sees \(seen.count) assignments, should see \(expected.count)")
    }
  }

  private func rows() async throws -> [Row] {
    try await database.read(
      Postgres.Query<Row>(
        """
        SELECT a.id, a.shift_id, a.member_id, a.state, a.starts_at, a.ends_at, a.deadline, a.minutes, a.source, a.moves_from,
               a.substitute_for,
               (SELECT t.state FROM assignment_step t WHERE t.assignment_id = a.id ORDER BY t.at DESC, t.ctid DESC LIMIT 1)
          FROM assignment a ORDER BY a.id
        """
      ) { row in
        let (id, shift, member, state, starts, ends, deadline, minutes, source, moves, stands, last) = try row.decode(
          Int64.self, Int64.self, Int64.self, AssignmentState.self, Instant.self, Instant.self, Instant?.self, Int64?.self,
          String.self, Int64?.self, Int64?.self, String?.self)
        guard let span = TimeSpan(starts, ends) else { throw Disagreement(description: "\(id) ends before it starts") }
        return Row(
          id: id, pair: .init(shift: shift, member: member), state: state, span: span, deadline: deadline, minutes: minutes,
          source: source, movesFrom: moves, standsInFor: stands, lastStep: last)
      })
  }

  private func number(_ sql: SQL) async throws -> Int64 {
    try await database.read(Postgres.Query<Int64>.value(sql)).first ?? -1
  }

  private func failure(_ text: String) -> Disagreement {
    Disagreement(
      description: "MUSTER_DUTY_SEED=\(seed): \(text)\nat \(wall(model.now)), after\n\(trail.joined(separator: "\n"))")
  }
}

extension DutyAction {
  /// After it somebody may have been asked to stand in.
  fileprivate var mayAskOthers: Bool {
    switch self {
    case .wait, .decline: true
    default: false
    }
  }

  /// What it is about, for the trail.
  fileprivate var pairs: [DutyModel.Pair] {
    switch self {
    case .claim(let pair, _), .assign(let pair, _), .accept(let pair, _), .decline(let pair, _), .release(let pair, _),
      .undo(let pair, _), .checkIn(let pair, _), .checkOut(let pair, _), .absent(let pair, _, _), .hours(let pair, _, _):
      [pair]
    case .swap(let mine, let theirs, _): [mine, theirs]
    default: []
    }
  }

  fileprivate var takesKey: Bool {
    switch self {
    case .wait, .hold: false
    default: true
    }
  }
}
