import Testing

@testable import MusterDomain

@Suite("Whether a message goes out") struct MessageTests {
  @Test(
    "quiet hours end on the day or the next; their last minute is theirs and their end is not",
    arguments: [
      (1320, 480, "2026-05-03T21:59", nil), (1320, 480, "2026-05-03T22:00", "2026-05-04T08:00"),
      (1320, 480, "2026-05-03T23:59:59", "2026-05-04T08:00"), (1320, 480, "2026-05-04T00:00", "2026-05-04T08:00"),
      (1320, 480, "2026-05-04T07:59:59", "2026-05-04T08:00"), (1320, 480, "2026-05-04T08:00", nil),
      (1320, 480, "2026-12-31T22:30", "2027-01-01T08:00"), (720, 840, "2026-05-03T11:59:59", nil),
      (720, 840, "2026-05-03T12:00", "2026-05-03T14:00"), (720, 840, "2026-05-03T14:00", nil),
      (0, 0, "2026-05-03T00:00", nil), (600, 600, "2026-05-03T10:00", nil), (1, 0, "2026-05-03T00:00", nil),
      (1, 0, "2026-05-03T00:01", "2026-05-04T00:00"),
    ] as [(Int, Int, String, String?)])
  func quiet(from: Int, until: Int, at: String, end: String?) throws {
    let moment = try #require(LocalDateTime(at))
    let quiet = try #require(QuietHours(from: from, until: until))
    #expect(quiet.end(at: moment)?.description == end)
  }

  @Test("quiet hours lie within a day", arguments: [(-1, 0), (0, -1), (1440, 0), (0, 1440)])
  func outside(from: Int, until: Int) { #expect(QuietHours(from: from, until: until) == nil) }

  /// Which states a kind is still true in, for a member who was told before and for one who was not.
  private static let holds: [MessageKind: (told: Set<AssignmentState>, untold: Set<AssignmentState>)] = [
    .offer: ([.offered], [.offered]), .claimed: ([.accepted], [.accepted]),
    .answered: ([.accepted, .declined], [.accepted, .declined]), .moved: ([.offered, .accepted], []),
    .withdrawn: ([.withdrawn, .released], []), .reminder: ([.accepted], [.accepted]),
  ]
  private static let now = Instant(seconds: 1_000_000)

  private func pending(
    _ kind: MessageKind, _ state: AssignmentState, startsIn: Int64 = 86_400, deadlineIn: Int64? = 3600, told: Bool = true,
    writtenForIn: Int64? = nil, wants: Bool = true
  ) -> PendingMessage {
    PendingMessage(
      kind: kind, state: state, starts: Self.now.advanced(seconds: startsIn),
      deadline: deadlineIn.map { Self.now.advanced(seconds: $0) },
      writtenFor: Self.now.advanced(seconds: writtenForIn ?? startsIn), wasTold: told, wantsReminders: wants)
  }

  @Test("only what is still so is told: every kind by every state", arguments: MessageKind.allCases)
  func states(kind: MessageKind) throws {
    let expected = try #require(Self.holds[kind])
    for state in AssignmentState.allCases {
      for told in [true, false] {
        let decision = MessageDecision.of(pending(kind, state, told: told), now: Self.now, quietUntil: nil)
        let isTrue = (told ? expected.told : expected.untold).contains(state)
        #expect(decision == (isTrue ? .send : .drop(.overtaken)), "\(kind) \(state) \(told)")
      }
    }
  }

  @Test("what would come too late is not sent, to the second")
  func late() {
    let now = Self.now
    #expect(MessageDecision.of(pending(.reminder, .accepted, startsIn: 0), now: now, quietUntil: nil) == .drop(.late))
    #expect(MessageDecision.of(pending(.reminder, .accepted, startsIn: 1), now: now, quietUntil: nil) == .send)
    #expect(MessageDecision.of(pending(.offer, .offered, deadlineIn: 0), now: now, quietUntil: nil) == .drop(.late))
    #expect(MessageDecision.of(pending(.offer, .offered, deadlineIn: 1), now: now, quietUntil: nil) == .send)
    #expect(MessageDecision.of(pending(.offer, .offered, deadlineIn: nil), now: now, quietUntil: nil) == .send)
    // Who has accepted is past the offer's deadline.
    #expect(MessageDecision.of(pending(.reminder, .accepted, deadlineIn: -1), now: now, quietUntil: nil) == .send)
  }

  @Test("a reminder of another time, or to who wants none, is dropped")
  func reminder() {
    let now = Self.now
    let moved = pending(.reminder, .accepted, startsIn: 7200, writtenForIn: 3600)
    #expect(MessageDecision.of(moved, now: now, quietUntil: nil) == .drop(.overtaken))
    let unwanted = pending(.reminder, .accepted, wants: false)
    #expect(MessageDecision.of(unwanted, now: now, quietUntil: nil) == .drop(.unwanted))
    #expect(MessageDecision.of(pending(.offer, .offered, wants: false), now: now, quietUntil: nil) == .send)
  }

  @Test("quiet hours hold everything back but news that spares a useless way", arguments: MessageKind.allCases)
  func quietHours(kind: MessageKind) throws {
    let until = Self.now.advanced(seconds: 3600)
    for state in try #require(Self.holds[kind]).told {
      for (startsIn, urgent) in [(3600, true), (3601, false)] as [(Int64, Bool)] {
        let message = pending(kind, state, startsIn: startsIn, deadlineIn: 1800)
        let breaks = urgent && (kind == .withdrawn || kind == .moved)
        #expect(MessageDecision.of(message, now: Self.now, quietUntil: until) == (breaks ? .send : .wait(until: until)))
      }
    }
  }

  @Test("pauses double up to an hour, a receiver's wish is kept where it is longer, and the last try is the last")
  func retry() {
    let pauses = (1...Retry.mostAttempts).map { Retry.pause(afterAttempt: $0) }
    #expect(pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, nil])
    #expect(Retry.pause(afterAttempt: 1, asked: 100) == 100)
    #expect(Retry.pause(afterAttempt: 3, asked: 100) == 120)
    #expect(Retry.pause(afterAttempt: 1, asked: .max) == 3600)
    #expect(Retry.pause(afterAttempt: 1, asked: -5) == 30)
    #expect(Retry.pause(afterAttempt: 11, asked: 100) == nil)
  }
}
