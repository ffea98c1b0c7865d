import MusterDomain
import Testing

/// The lives of things: every state by everything that can happen, against the checked-in tables.
@Suite("States") struct StateTests {
  @Test("of everything follow one another as the tables say, each state by each action")
  func tables() {
    #expect(table(AssignmentState.self) == StateTables.assignment)
    #expect(table(EventState.self) == StateTables.event)
    #expect(table(NeedState.self) == StateTables.need)
    #expect(table(RegistrationState.self) == StateTables.registration)
    #expect(table(ShiftState.self) == StateTables.shift)
    #expect(table(Membership.self) == StateTables.team)
    #expect(table(PostTerm.self) == StateTables.post)
  }

  private func table<State: StateMachine>(_: State.Type) -> String {
    State.allCases.map { state in
      let cells = State.Action.allCases.map { "\($0.rawValue):\((try? state.after($0))?.rawValue ?? "·")" }
      return ([state.rawValue] + cells).joined(separator: " ")
    }.joined(separator: "\n")
  }

  @Test("refuse every other pair by name, and say from which states it could be done")
  func refusals() {
    check(AssignmentState.self)
    check(EventState.self)
    check(NeedState.self)
    check(RegistrationState.self)
    check(ShiftState.self)
    check(Membership.self)
    check(PostTerm.self)
    #expect(throws: Refusal.notFrom(state: "cancelled", action: "publish", allowed: ["draft"])) {
      try EventState.cancelled.after(.publish)
    }
    #expect(throws: Refusal.notFrom(state: "declined", action: "accept", allowed: ["offered"])) {
      try AssignmentState.declined.after(.accept)
    }
  }

  private func check<State: StateMachine>(_: State.Type) {
    for state in State.allCases {
      for action in State.Action.allCases {
        do {
          _ = try state.after(action)
        } catch {
          let allowed = State.allCases.filter { (try? $0.after(action)) != nil }.map(\.rawValue).sorted()
          #expect(error == .notFrom(state: state.rawValue, action: action.rawValue, allowed: allowed))
          #expect(!allowed.isEmpty)
        }
      }
    }
  }

  @Test("of an assignment that bind a member take a seat, and an offer takes one too")
  func seats() {
    #expect(AssignmentState.allCases.filter(\.takesSeat) == [.offered, .accepted, .checkedIn, .served])
    #expect(AssignmentState.allCases.filter(\.isFirm) == [.accepted, .checkedIn, .served])
    #expect(Membership.allCases.filter(\.isMember) == [.active])
    #expect(PostTerm.allCases.filter(\.makesShifts) == [.held])
  }

  @Test("of a need that end it erase the contact")
  func needEnds() {
    #expect(NeedState.allCases.filter(\.erasesContact) == [.rated, .rejected, .merged, .cancelled, .handedOver])
    #expect(EventState.allCases.filter(\.isEnd) == [.cancelled, .settled])
    #expect(RegistrationState.allCases.filter(\.isEnd) == [.transferred, .left])
  }

  @Test("are reached by naming them as the table says; what comes about by itself is not")
  func naming() throws {
    let events = EventState.allCases.map { held in
      EventState.allCases.compactMap { next in
        held.action(towards: next).flatMap { (try? held.after($0)).map(\.rawValue) }
      }.joined(separator: " ")
    }
    #expect(events == ["published cancelled", "cancelled closed settled", "", "published settled", "settled"])
    let needs = NeedState.allCases.map { held in
      NeedState.allCases.compactMap { next in NeedState.action(towards: next).flatMap { try? held.after($0) } }.map(\.rawValue)
    }
    #expect(needs[0] == ["accepted", "rejected", "merged", "cancelled", "handed_over"])
    #expect(needs[2] == ["cancelled", "handed_over"], "a scheduled need is not accepted again")
    #expect(needs[3] == ["rated"])
    let registrations = RegistrationState.allCases.map { held in
      RegistrationState.allCases.compactMap { next in held.action(towards: next).flatMap { try? held.after($0) } }.map(
        \.rawValue)
    }
    #expect(
      registrations == [
        ["left"], ["approved", "exempt", "left"], ["active", "exempt", "left"], ["transferred", "exempt", "left"], [],
        ["active", "left"], [],
      ])
  }
}

/// What a decision adds to the tables: who may, when, and what has to be said.
@Suite("Decisions") struct DecisionTests {
  private static let span = TimeSpan(Instant(seconds: 1_000), Instant(seconds: 8_200))

  @Test(
    "on an event keep its times to the second, and take a reason for calling it off",
    arguments: [
      (.published, .close, 999, .outsideWindow(action: "close", opens: Instant(seconds: 1_000), closes: nil)),
      (.published, .close, 1_000, nil),
      (.published, .settle, 8_199, .outsideWindow(action: "settle", opens: Instant(seconds: 8_200), closes: nil)),
      (.published, .settle, 8_200, nil), (.closed, .settle, 0, nil), (.settled, .settle, 0, nil),
      (.published, .cancel, 0, .reasonMissing(action: "cancel")), (.draft, .publish, 0, nil),
      (
        .cancelled, .settle, 9_000, .notFrom(state: "cancelled", action: "settle", allowed: ["closed", "published", "settled"])
      ),
    ] as [(EventState, EventState.Action, Int64, Refusal?)])
  func events(state: EventState, action: EventState.Action, at second: Int64, refusal: Refusal?) throws {
    let span = try #require(Self.span)
    let decide = { try state.decide(action, span: span, at: Instant(seconds: second), hasReason: false) }
    if let refusal { #expect(throws: refusal) { try decide() } } else { #expect(try decide() == state.after(action)) }
    if action == .cancel {
      #expect(try state.decide(action, span: span, at: Instant(seconds: 0), hasReason: true) == .cancelled)
    }
  }

  @Test("on a need are the community's, but for the rating, and calling it off while nobody has taken it up")
  func needs() {
    for state in NeedState.allCases {
      for action in NeedState.Action.allCases {
        let community = outcome { () throws(Refusal) in try state.decide(action, by: .community, hasReason: true) }
        #expect(community == outcome { () throws(Refusal) in try state.after(action) })
        let reporter = outcome { () throws(Refusal) in try state.decide(action, by: .reporter, hasReason: true) }
        let isTheirs = action == .rate || (action == .cancel && state == .reported)
        #expect(reporter == (isTheirs ? community : .failure(.notTheirs(action: action.rawValue, whose: [.community]))))
        #expect(
          outcome { () throws(Refusal) in try state.decide(action, by: .member, hasReason: true) } != community
            || !isLegal(community))
      }
    }
    #expect(throws: Refusal.reasonMissing(action: "hand-over")) {
      try NeedState.reported.decide(.handOver, by: .community, hasReason: false)
    }
  }

  @Test("on a registration, a team or a post are refused to whoever is none of those they are for")
  func hands() {
    for state in RegistrationState.allCases {
      for action in RegistrationState.Action.allCases {
        for hand in Hand.allCases {
          let met = outcome { () throws(Refusal) in try state.decide(action, by: [hand], hasReason: true) }
          expect(
            met, action.hands.contains(hand), action.rawValue, action.hands,
            else: outcome { () throws(Refusal) in try state.after(action) })
        }
      }
    }
    for state in PostTerm.allCases {
      for action in PostTerm.Action.allCases {
        for hand in Hand.allCases {
          let met = outcome { () throws(Refusal) in
            try state.decide(
              action, by: hand, lastDay: .init(daysSinceEpoch: 9), today: .init(daysSinceEpoch: 10), hasReason: true)
          }
          expect(
            met, action.hands.contains(hand), action.rawValue, action.hands,
            else: outcome { () throws(Refusal) in try state.after(action) })
        }
      }
    }
    for action in Membership.Action.allCases where action != .takeBack {
      for hand in Hand.allCases {
        let met = outcome { () throws(Refusal) in try Membership.decide(action, from: .active, by: hand, hasReason: true) }
        expect(
          met, action.hands.contains(hand), action.rawValue, action.hands,
          else: outcome { () throws(Refusal) in try Membership.active.after(action) })
      }
    }
  }

  private func expect<State: Hashable>(
    _ met: Result<State, Refusal>, _ isTheirs: Bool, _ action: String, _ hands: Set<Hand>, else legal: Result<State, Refusal>
  ) {
    #expect(met == (isTheirs ? legal : .failure(.notTheirs(action: action, whose: Hand.allCases.filter(hands.contains)))))
  }

  @Test("on a team begin with nothing between the two, and let each take back only what is its own")
  func teams() {
    #expect(
      outcome { () throws(Refusal) in try Membership.decide(.ask, from: nil, by: .member, hasReason: false) }
        == .success(.asked))
    #expect(
      outcome { () throws(Refusal) in try Membership.decide(.invite, from: nil, by: .leader, hasReason: false) }
        == .success(.invited))
    let takeBack = { (held: Membership, hand: Hand) in
      outcome { () throws(Refusal) in try Membership.decide(.takeBack, from: held, by: hand, hasReason: false) }
    }
    #expect(takeBack(.asked, .member) == .success(.left) && takeBack(.invited, .leader) == .success(.left))
    #expect(takeBack(.asked, .leader) == .failure(.notTheirs(action: "take-back", whose: [.member])))
    #expect(takeBack(.invited, .member) == .failure(.notTheirs(action: "take-back", whose: [.community, .leader])))
    #expect(throws: Refusal.reasonMissing(action: "dismiss")) {
      try Membership.decide(.dismiss, from: .active, by: .leader, hasReason: false)
    }
  }

  @Test("on a post let it lapse by the calendar, the day after its last, and by nobody's hand")
  func lapse() {
    let lapse = { (today: Int, hand: Hand?) in
      outcome { () throws(Refusal) in
        try PostTerm.held.decide(
          .lapse, by: hand, lastDay: .init(daysSinceEpoch: 9), today: .init(daysSinceEpoch: today), hasReason: false)
      }
    }
    #expect(lapse(9, nil) == .failure(.tooEarly(action: "lapse", from: .init(daysSinceEpoch: 10))))
    #expect(lapse(10, nil) == .success(.lapsed))
    #expect(lapse(10, .community) == .failure(.notTheirs(action: "lapse", whose: [])))
  }

  @Test("on who came count the minutes from the check-in, and keep the windows to the second")
  func presence() throws {
    let span = try #require(Self.span)
    let policy = OfferPolicy(checkInEarlyMinutes: 10, checkOutLateMinutes: 10)
    let accepted = Presence(state: .accepted, shift: span, checkedInAt: nil)
    #expect(throws: Refusal.outsideWindow(action: "check-in", opens: Instant(seconds: 400), closes: span.end)) {
      try accepted.checkIn(at: Instant(seconds: 399), policy)
    }
    #expect(try accepted.checkIn(at: Instant(seconds: 400), policy) == .checkedIn)
    let there = Presence(state: .checkedIn, shift: span, checkedInAt: Instant(seconds: 700))
    let left = try there.checkOut(at: Instant(seconds: 8_800), policy)
    #expect(left.state == .served && left.minutes == 135)
    #expect(throws: Refusal.self) { try there.checkOut(at: Instant(seconds: 8_801), policy) }
    #expect(throws: Refusal.outsideWindow(action: "mark-absent", opens: span.start, closes: nil)) {
      try accepted.absent(isExcused: false, at: Instant(seconds: 999))
    }
    #expect(try accepted.absent(isExcused: true, at: span.start) == .excused)
    let offered = Presence(state: .offered, shift: span, checkedInAt: nil)
    let deadline = Instant(seconds: 500)
    #expect(try offered.answer(.accept, at: Instant(microseconds: 499_999_999), deadline: deadline) == .accepted)
    #expect(throws: Refusal.outsideWindow(action: "accept", opens: nil, closes: deadline)) {
      try offered.answer(.accept, at: deadline, deadline: deadline)
    }
    #expect(try offered.answer(.decline, at: Instant(seconds: 999), deadline: deadline) == .declined)
    #expect(throws: Refusal.outsideWindow(action: "decline", opens: nil, closes: span.start)) {
      try offered.answer(.decline, at: span.start, deadline: deadline)
    }
  }

  private func outcome<State>(_ decide: () throws(Refusal) -> State) -> Result<State, Refusal> {
    do { return .success(try decide()) } catch { return .failure(error) }
  }

  private func isLegal<State>(_ result: Result<State, Refusal>) -> Bool { (try? result.get()) != nil }
}
