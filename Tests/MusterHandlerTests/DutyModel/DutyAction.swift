import MusterDomain
import TestSupport

/// One thing that somebody does, possible or not.
enum DutyAction: Sendable {
  typealias Pair = DutyModel.Pair

  case wait(minutes: Int64)
  case hold(area: Int32, TimeSpan, seats: Int, skill: String?)
  case claim(Pair, by: String)
  case assign(Pair, by: String)
  case accept(Pair, by: String)
  case decline(Pair, by: String)
  case release(Pair, by: String)
  case undo(Pair, by: String)
  case swap(Pair, Pair, by: String)
  case checkIn(Pair, by: String)
  case checkOut(Pair, by: String)
  case absent(Pair, excused: Bool, by: String)
  case hours(Pair, minutes: Int, by: String)
  case cancel(event: Int64, by: String)
  case close(event: Int64, by: String)
  case settle(event: Int64, by: String)
  case move(event: Int64, to: TimeSpan, by: String)

  /// Whoever does it; nil for time itself.
  var actor: String? {
    switch self {
    case .wait: nil
    case .hold(let area, _, _, _): Self.staff(of: area)
    case .claim(_, let by), .assign(_, let by), .accept(_, let by), .decline(_, let by), .release(_, let by), .undo(_, let by),
      .swap(_, _, let by), .checkIn(_, let by), .checkOut(_, let by), .absent(_, _, let by), .hours(_, _, let by),
      .cancel(_, let by), .close(_, let by), .settle(_, let by), .move(_, _, let by):
      by
    }
  }

  static func staff(of area: Int32) -> String { area == 4 ? "staff-east" : "staff-west" }
  static func isStaff(_ account: String) -> Bool { account.hasPrefix("staff") }
  static func member(_ account: String) -> Int64? { account.hasPrefix("member-") ? Int64(account.dropFirst(7)) : nil }
  static func sees(_ account: String, area: Int32) -> Bool { account == "staff-street" || account == staff(of: area) }
}

/// Makes up what people do: mostly what they may, at times what they may not.
struct DutyChance {
  typealias Pair = DutyModel.Pair
  var noise: Noise

  mutating func one<T>(of things: [T]) -> T? { things.isEmpty ? nil : things[Int.random(in: 0..<things.count, using: &noise)] }
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &noise) }

  mutating func action(on model: DutyModel) -> DutyAction {
    for _ in 0..<50 { if let action = tried(model) { return action } }
    return .wait(minutes: 60)
  }

  private mutating func tried(_ model: DutyModel) -> DutyAction? {
    switch below(100) {
    case 0..<10: return .wait(minutes: Int64([1, 10, 45, 60, 120, 300][below(6)]))
    case 10..<18: return held(model)
    case 18..<38: return pair(model).map { .claim($0, by: hand(over: $0, model, staff: 15)) }
    case 38..<50: return pair(model).map { .assign($0, by: staff(over: $0, model)) }
    case 50..<62: return seat(model, [.offered]).map { .accept($0, by: hand(over: $0, model, staff: 30)) }
    case 62..<70: return seat(model, [.offered, .accepted]).map { .decline($0, by: hand(over: $0, model, staff: 30)) }
    case 70..<73: return seat(model, [.offered, .accepted]).map { .release($0, by: staff(over: $0, model)) }
    case 73..<76: return seat(model, [.accepted, .declined]).map { .undo($0, by: hand(over: $0, model, staff: 0)) }
    case 76..<80: return swap(model)
    case 80..<87: return near(model, [.accepted]).map { .checkIn($0, by: hand(over: $0, model, staff: 30)) }
    case 87..<91: return near(model, [.checkedIn]).map { .checkOut($0, by: hand(over: $0, model, staff: 30)) }
    case 91..<93:
      return near(model, [.accepted, .absent]).map { .absent($0, excused: below(2) == 0, by: staff(over: $0, model)) }
    case 93..<95: return near(model, []).map { .hours($0, minutes: below(150), by: staff(over: $0, model)) }
    default: return event(model)
    }
  }

  /// Two hours in the morning, at noon or in the evening of one of the next days, or all of the working day.
  private mutating func span(_ model: DutyModel) -> TimeSpan? {
    let day = DutyModel.day(model.now) + Int64(below(5))
    let (start, length) = [(9, 2), (13, 2), (18, 2), (9, 8)][below(4)]
    let begin = Instant(seconds: (day * 24 + Int64(start) - 8) * 3600)
    guard begin > model.now else { return nil }
    return TimeSpan(begin, begin.advanced(minutes: Int64(length) * 60))
  }

  private mutating func held(_ model: DutyModel) -> DutyAction? {
    guard model.shifts.values.count(where: { $0.span.start > model.now }) < 12, let span = span(model) else { return nil }
    return .hold(area: Int32(4 + below(2)), span, seats: 1 + below(3), skill: below(4) == 0 ? "first-aid" : nil)
  }

  /// Any shift, mostly one that is ahead, and anybody.
  private mutating func pair(_ model: DutyModel) -> Pair? {
    let all = model.shifts.keys.sorted()
    let ahead = all.filter { model.shifts[$0].map { $0.span.start > model.now && $0.state == .open } ?? false }
    guard let shift = one(of: below(12) == 0 ? all : ahead) else { return nil }
    return Pair(shift: shift, member: Int64(1 + below(8)))
  }

  /// A seat, mostly in one of those states.
  private mutating func seat(_ model: DutyModel, _ states: [AssignmentState]) -> Pair? {
    let all = model.seats.keys.sorted { ($0.shift, $0.member) < ($1.shift, $1.member) }
    return one(of: below(12) == 0 ? all : all.filter { states.contains(model.seats[$0]?.state ?? .expired) })
  }

  /// A seat of a shift that is on or near.
  private mutating func near(_ model: DutyModel, _ states: [AssignmentState]) -> Pair? {
    let near = model.shifts.filter {
      $0.value.span.start.advanced(minutes: -120) <= model.now && model.now <= $0.value.span.end.advanced(minutes: 800)
    }.keys.sorted()
    if states.isEmpty { return one(of: near).map { Pair(shift: $0, member: Int64(1 + below(8))) } }
    // In their order: each draws on the same noise.
    let all = model.seats.keys.filter { near.contains($0.shift) }.sorted { ($0.shift, $0.member) < ($1.shift, $1.member) }
    return one(of: all.filter { states.contains(model.seats[$0]?.state ?? .expired) || below(12) == 0 })
  }

  private mutating func swap(_ model: DutyModel) -> DutyAction? {
    // Half of the time the answer to what somebody asked.
    let asked = model.swaps.sorted { ($0.key.shift, $0.key.member) < ($1.key.shift, $1.key.member) }
    if below(2) == 0, let open = one(of: asked) {
      return .swap(open.value, open.key, by: hand(over: open.value, model, staff: 0))
    }
    guard let mine = seat(model, [.accepted]), let theirs = seat(model, [.accepted]) else { return nil }
    return .swap(mine, theirs, by: below(4) == 0 ? "staff-street" : "member-\(mine.member)")
  }

  private mutating func event(_ model: DutyModel) -> DutyAction? {
    let kind = below(10)
    let over = model.events.filter { $0.value.span.end <= model.now && $0.value.state != .settled }.keys.sorted()
    let ahead = model.events.filter { $0.value.span.start > model.now && $0.value.state == .published }.keys.sorted()
    let all = model.events.keys.sorted()
    switch kind {
    case 0..<5:
      guard let id = one(of: below(8) == 0 ? all : over) else { return nil }
      let by = below(5) == 0 ? model.events[id]?.creator ?? "staff-street" : "staff-street"
      return below(4) == 0 ? .close(event: id, by: by) : .settle(event: id, by: by)
    case 5: return one(of: below(8) == 0 ? all : ahead).map { .cancel(event: $0, by: eventStaff($0, model)) }
    default:
      guard let id = one(of: below(8) == 0 ? all : ahead), let old = model.events[id]?.span else { return nil }
      if below(2) == 0 {
        let minutes = Int64([-10, 10, 15, 16][below(4)])
        guard let near = TimeSpan(old.start.advanced(minutes: minutes), old.end.advanced(minutes: minutes)) else { return nil }
        return .move(event: id, to: near, by: eventStaff(id, model))
      }
      guard let far = span(model), far.minutes == old.minutes else { return nil }
      return .move(event: id, to: far, by: eventStaff(id, model))
    }
  }

  /// The member, staff of the place with `staff` in a hundred, now and then somebody whom it does not concern.
  private mutating func hand(over pair: Pair, _ model: DutyModel, staff: Int) -> String {
    switch below(100) {
    case 0..<5: return "member-\(1 + below(8))"
    case 5..<(5 + staff): return self.staff(over: pair, model)
    default: return "member-\(pair.member)"
    }
  }

  private mutating func staff(over pair: Pair, _ model: DutyModel) -> String {
    guard let area = model.shifts[pair.shift]?.area, below(20) > 0 else { return ["staff-east", "staff-west"][below(2)] }
    return below(3) == 0 ? "staff-street" : DutyAction.staff(of: area)
  }

  private mutating func eventStaff(_ id: Int64, _ model: DutyModel) -> String {
    guard let area = model.events[id]?.area, below(20) > 0 else { return ["staff-east", "staff-west"][below(2)] }
    return DutyAction.staff(of: area)
  }
}
