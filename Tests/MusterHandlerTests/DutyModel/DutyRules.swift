import MusterDomain

/// What of an action must come: the refusals that are right (none: it must be done), and what is so afterwards.
extension DutyModel {
  /// Codes of which the answer must have one; empty where it must be OK.
  func refusals(of action: DutyAction) -> Set<String> {
    switch action {
    case .wait, .hold: []
    case .claim(let pair, let by): claiming(pair, by)
    case .assign(let pair, let by): DutyAction.sees(by, area: area(pair)) ? barred(pair) : barred(pair).union(["NOT-FOUND"])
    case .accept(let pair, let by): seen(pair, by) { accepting($0, pair) }
    case .decline(let pair, let by):
      seen(pair, by) { [.offered, .accepted].contains($0.state) && now < $0.span.start ? [] : ["CONFLICT/STATE"] }
    case .release(let pair, let by): seen(pair, by) { [.offered, .accepted].contains($0.state) ? [] : ["CONFLICT/STATE"] }
    case .undo(let pair, let by): DutyAction.member(by) == nil ? ["DENIED"] : seen(pair, by) { undoing($0, pair) }
    case .swap(let mine, let theirs, let by): swapping(mine, theirs, by)
    case .checkIn(let pair, let by): seen(pair, by) { arriving($0) ? [] : ["CONFLICT/STATE"] }
    case .checkOut(let pair, let by): seen(pair, by) { leaving($0) ? [] : ["CONFLICT/STATE"] }
    case .absent(let pair, let excused, let by):
      seen(pair, by) {
        let from: [AssignmentState] = excused ? [.accepted, .absent] : [.accepted]
        return from.contains($0.state) && now >= $0.span.start ? [] : ["CONFLICT/STATE"]
      }
    case .hours(let pair, let minutes, let by): entering(pair, minutes, by)
    case .cancel(let id, let by): seen(event: id, by) { $0.state == .published && !isServing(id) ? [] : ["CONFLICT/STATE"] }
    case .close(let id, let by):
      seen(event: id, by) { $0.state == .published && now >= $0.span.start ? [] : ["CONFLICT/STATE"] }
    case .settle(let id, let by): seen(event: id, by) { settling(id, $0, by) }
    case .move(let id, let span, let by): seen(event: id, by) { moving(id, $0, to: span) }
    }
  }

  func area(_ pair: Pair) -> Int32 { shifts[pair.shift]?.area ?? 0 }
  func own(_ event: Int64) -> Set<Int64> { Set(shifts.filter { $0.value.event == event }.keys) }

  /// Nobody learns of a seat that is not theirs to see, whatever is wrong with it besides.
  private func seen(_ pair: Pair, _ by: String, _ rules: (Seat) -> Set<String>) -> Set<String> {
    guard let seat = seats[pair], DutyAction.member(by) == pair.member || DutyAction.sees(by, area: area(pair)) else {
      return ["NOT-FOUND"]
    }
    return rules(seat)
  }

  private func seen(event: Int64, _ by: String, _ rules: (Event) -> Set<String>) -> Set<String> {
    guard let found = events[event], DutyAction.sees(by, area: found.area) else { return ["NOT-FOUND"] }
    return rules(found)
  }

  private func claiming(_ pair: Pair, _ by: String) -> Set<String> {
    if let member = DutyAction.member(by) { return member == pair.member ? barred(pair) : ["DENIED"] }
    guard DutyAction.sees(by, area: area(pair)), sees(by, member: pair.member) else {
      return barred(pair).union(["NOT-FOUND"])
    }
    return barred(pair)
  }

  /// Staff see who is of their area or has an assignment on a shift of it.
  private func sees(_ staff: String, member: Int64) -> Bool {
    DutyAction.sees(staff, area: Self.home(of: member))
      || seats.keys.contains { $0.member == member && DutyAction.sees(staff, area: area($0)) }
  }

  private func accepting(_ seat: Seat, _ pair: Pair) -> Set<String> {
    guard seat.state == .offered, let deadline = seat.deadline, now < deadline else { return ["CONFLICT/STATE"] }
    var left: Int64?
    if let old = seat.movesFrom, let held = seats[old], held.state == .accepted, now < held.span.start { left = old.shift }
    return broken(pair.member, pair.shift, at: seat.span, leaving: left).intersection(["CONFLICT/OVERLAP"])
  }

  private func undoing(_ seat: Seat, _ pair: Pair) -> Set<String> {
    guard [.accepted, .declined].contains(seat.state), seat.isPhoned, let shift = shifts[pair.shift], shift.state == .open,
      now < shift.span.start
    else { return ["CONFLICT/STATE"] }
    guard seat.state == .declined else { return [] }
    let withdrawn = seats.values.count { $0.standsInFor == pair && $0.state == .offered }
    return taken(pair.shift) - withdrawn < shift.seats ? [] : ["CONFLICT/FULL"]
  }

  private func swapping(_ mine: Pair, _ theirs: Pair, _ by: String) -> Set<String> {
    let isPhone = DutyAction.isStaff(by)
    guard let a = seats[mine], isPhone ? DutyAction.sees(by, area: area(mine)) : DutyAction.member(by) == mine.member,
      !isPhone || DutyAction.sees(by, area: area(theirs))
    else { return ["NOT-FOUND"] }
    var codes: Set<String> = []
    guard let b = seats[theirs], b.state == .accepted, mine.member != theirs.member, mine.shift != theirs.shift,
      now < b.span.start
    else { return ["NOT-FOUND"] }
    if a.state != .accepted || now >= a.span.start { return ["CONFLICT/STATE"] }
    codes.formUnion(broken(mine.member, theirs.shift, at: b.span, leaving: mine.shift))
    if !broken(theirs.member, mine.shift, at: a.span, leaving: theirs.shift).isEmpty { codes.insert("CONFLICT/RULE") }
    if let seat = seats[Pair(shift: theirs.shift, member: mine.member)], !seat.state.isOpenAgain {
      codes.insert(seat.state.takesSeat ? "EXISTS" : "CONFLICT/RULE")
    }
    if let seat = seats[Pair(shift: mine.shift, member: theirs.member)], !seat.state.isOpenAgain {
      codes.insert("CONFLICT/RULE")
    }
    return codes
  }

  private func arriving(_ seat: Seat) -> Bool {
    seat.state == .accepted && now >= seat.span.start.advanced(minutes: -Int64(policy.checkInEarlyMinutes))
      && now < seat.span.end
  }

  private func leaving(_ seat: Seat) -> Bool {
    seat.state == .checkedIn && now > max(seat.checkedInAt ?? seat.span.start, seat.span.start)
      && now <= seat.span.end.advanced(minutes: Int64(policy.checkOutLateMinutes))
  }

  private func entering(_ pair: Pair, _ minutes: Int, _ by: String) -> Set<String> {
    guard let shift = shifts[pair.shift] else { return ["NOT-FOUND"] }
    var codes: Set<String> = []
    let isSeen = DutyAction.sees(by, area: shift.area)
    if !isSeen { codes.insert("NOT-FOUND") }
    let held = isSeen ? seats[pair] : nil
    if held == nil, !sees(by, member: pair.member) { codes.insert("NOT-FOUND") }
    let span = held.flatMap { $0.state.takesSeat ? $0.span : nil } ?? shift.span
    let opens = span.start.advanced(minutes: -Int64(policy.checkInEarlyMinutes))
    let most = min(span.minutes + policy.checkInEarlyMinutes, Int(now.seconds(since: opens) / 60))
    if ![.open, .closed].contains(shift.state) || now < span.start { codes.insert("CONFLICT/STATE") }
    if now >= span.start, minutes > most { codes.insert("ARG/VALUE") }
    if let held, (try? held.state.after(.enterHours)) == nil || records[pair] != nil { codes.insert("CONFLICT/STATE") }
    if !(held?.state.takesSeat ?? false), taken(pair.shift) >= shift.seats { codes.insert("CONFLICT/FULL") }
    let isBusy = seats.contains {
      $0.key.member == pair.member && $0.key != pair && $0.value.state.isFirm && $0.value.span.overlaps(span)
    }
    if isBusy { codes.insert("CONFLICT/OVERLAP") }
    return codes
  }

  private func isServing(_ event: Int64) -> Bool {
    seats.contains { own(event).contains($0.key.shift) && [.checkedIn, .served].contains($0.value.state) }
  }

  /// Nobody both creates an event and alone grants its hours.
  private func settling(_ id: Int64, _ event: Event, _ by: String) -> Set<String> {
    let isDue = event.state == .closed || event.state == .settled || (event.state == .published && now >= event.span.end)
    guard isDue else { return ["CONFLICT/STATE"] }
    let own = own(id)
    let isAlone =
      event.creator == by
      && seats.contains {
        own.contains($0.key.shift) && $0.value.state == .served && records[$0.key] == nil && $0.value.enteredBy == by
      }
    return isAlone ? ["DENIED"] : []
  }

  private func moving(_ id: Int64, _ event: Event, to span: TimeSpan) -> Set<String> {
    guard event.state == .published, !isServing(id) else { return ["CONFLICT/STATE"] }
    let isHeld = seats.contains { own(id).contains($0.key.shift) && $0.value.state.takesSeat && $0.value.span != span }
    return isHeld && now >= span.start ? ["CONFLICT/STATE"] : []
  }
}

extension DutyModel {
  /// What is so once the action is done. What it makes has its numbers later: `hold` is the player's.
  mutating func apply(_ action: DutyAction) {
    let now = now
    switch action {
    case .wait, .hold: break
    case .claim(let pair, _): claim(pair)
    case .assign(let pair, _): offer(pair)
    case .accept(let pair, let by): accept(pair, byPhone: DutyAction.isStaff(by))
    case .decline(let pair, let by): decline(pair, byPhone: DutyAction.isStaff(by))
    case .release(let pair, _): release(pair)
    case .undo(let pair, _): undo(pair)
    case .swap(let mine, let theirs, let by): swap(mine, theirs, byPhone: DutyAction.isStaff(by))
    case .checkIn(let pair, let by): attend(pair, .checkedIn, by) { $0.checkedInAt = now }
    case .checkOut(let pair, let by):
      attend(pair, .served, by) { $0.minutes = Int(now.seconds(since: $0.checkedInAt ?? $0.span.start) / 60) }
    case .absent(let pair, let excused, _): attend(pair, excused ? .excused : .absent, "") { _ in }
    case .hours(let pair, let minutes, let by): enter(pair, minutes, by)
    case .cancel(let id, _): end(id, .cancelled, shifts: .cancelled, releasing: [.offered, .accepted])
    case .close(let id, _): end(id, .closed, shifts: .closed, releasing: [.offered])
    case .settle(let id, _): settle(id)
    case .move(let id, let span, _): move(id, to: span)
    }
  }

  private mutating func undo(_ pair: Pair) {
    guard let seat = seats[pair] else { return }
    if seat.state == .declined {
      for (other, stand) in seats where stand.standsInFor == pair && stand.state == .offered {
        seats[other]?.state = .withdrawn
      }
    }
    seats[pair]?.state = .offered
    seats[pair]?.isPhoned = false
    seats[pair]?.isSearched = false
    if let span = shifts[pair.shift]?.span {
      seats[pair]?.span = span
      seats[pair]?.deadline = policy.deadline(offeredAt: now, shiftStart: span.start)
    }
    lost(pair)
  }

  private mutating func swap(_ mine: Pair, _ theirs: Pair, byPhone: Bool) {
    guard byPhone || swaps[theirs] == mine else {
      swaps[mine] = theirs
      return
    }
    guard let a = seats[mine], let b = seats[theirs] else { return }
    for old in [mine, theirs] {
      seats[old]?.state = .declined
      seats[old]?.isPhoned = byPhone
      lost(old)
    }
    for (new, span) in [
      (Pair(shift: theirs.shift, member: mine.member), b.span), (Pair(shift: mine.shift, member: theirs.member), a.span),
    ] {
      claim(new)
      seats[new]?.span = span
      seats[new]?.isPhoned = byPhone
      seats[new]?.isClaim = false
    }
  }

  private mutating func attend(_ pair: Pair, _ state: AssignmentState, _ by: String, _ change: (inout Seat) -> Void) {
    guard var seat = seats[pair] else { return }
    seat.state = state
    if DutyAction.isStaff(by) { seat.enteredBy = by }
    change(&seat)
    seats[pair] = seat
    lost(pair)
  }

  private mutating func enter(_ pair: Pair, _ minutes: Int, _ by: String) {
    guard let shift = shifts[pair.shift] else { return }
    var seat = seats[pair] ?? Seat(state: .served, span: shift.span)
    if !seat.state.takesSeat { seat.span = shift.span }
    (seat.state, seat.minutes, seat.enteredBy, seat.deadline) = (.served, minutes, by, nil)
    seats[pair] = seat
    lost(pair)
  }

  private mutating func end(_ id: Int64, _ state: EventState, shifts next: ShiftState, releasing states: [AssignmentState]) {
    events[id]?.state = state
    for shift in own(id) {
      shifts[shift]?.state = next
      for (pair, seat) in seats where pair.shift == shift && states.contains(seat.state) { release(pair) }
    }
  }

  private mutating func settle(_ id: Int64) {
    if events[id]?.state == .published { end(id, .closed, shifts: .closed, releasing: [.offered]) }
    events[id]?.state = .settled
    for (pair, seat) in seats where own(id).contains(pair.shift) && seat.state == .served && records[pair] == nil {
      records[pair] = seat.minutes
    }
  }

  private mutating func move(_ id: Int64, to span: TimeSpan) {
    let own = own(id)
    events[id]?.span = span
    for shift in own { shifts[shift]?.span = span }
    let before = seats
    for (pair, seat) in before where own.contains(pair.shift) && seat.state.takesSeat && seat.span != span {
      let isBusy = before.contains {
        $0.key.member == pair.member && !own.contains($0.key.shift) && $0.value.state.isFirm && $0.value.span.overlaps(span)
      }
      let most = Int64(policy.moveToleranceMinutes) * 60
      let isNear =
        abs(span.start.seconds(since: seat.span.start)) <= most && abs(span.end.seconds(since: seat.span.end)) <= most
      let fresh = policy.deadline(offeredAt: now, shiftStart: span.start)
      seats[pair]?.span = span
      if isNear, !(seat.state.isFirm && isBusy) {
        if let held = seat.deadline, let fresh { seats[pair]?.deadline = min(held, fresh) }
      } else {
        seats[pair]?.state = .offered
        seats[pair]?.deadline = fresh
        seats[pair]?.isPhoned = false
        lost(pair)
      }
    }
  }
}
