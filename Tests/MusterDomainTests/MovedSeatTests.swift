import MusterDomain
import Testing

@Suite("A seat whose shift moves") struct MovedSeatTests {
  private static func span(_ start: Int64, _ end: Int64) throws -> TimeSpan {
    try #require(TimeSpan(Instant(seconds: start), Instant(seconds: end)))
  }
  /// A shift of two hours, ten days on.
  private static let start: Int64 = 864_000
  private let policy = OfferPolicy(offerHours: 48, leadMinutes: 60, moveToleranceMinutes: 15)

  @Test(
    "stays as agreed within the tolerance, to the second; beyond it the member is asked again",
    arguments: [
      (0, 0, false), (900, 900, false), (-900, -900, false), (900, -900, false), (901, 900, true), (0, 901, true),
      (-901, 0, true), (86_400, 86_400, true),
    ])
  func tolerance(start: Int64, end: Int64, isAsked: Bool) throws {
    let old = try Self.span(Self.start, Self.start + 7_200)
    let new = try Self.span(Self.start + start, Self.start + 7_200 + end)
    let accepted = MovedSeat(state: .accepted, old: old, new: new, isBusy: false)
    let decision = try accepted.decide(policy, at: Instant(seconds: 0), deadline: nil)
    #expect(decision.isAskedAgain == isAsked)
    #expect(decision.state == (isAsked ? .offered : .accepted))
    #expect(decision.deadline == (isAsked ? Instant(seconds: 48 * 3_600) : nil))
    let offered = MovedSeat(state: .offered, old: old, new: new, isBusy: false)
    let held = Instant(seconds: 3_600)
    #expect(try offered.decide(policy, at: Instant(seconds: 0), deadline: held).deadline == decision.deadline ?? held)
  }

  @Test("is asked about where the member is bound elsewhere by then; an offer may overlap")
  func busy() throws {
    let old = try Self.span(Self.start, Self.start + 7_200)
    let new = try Self.span(Self.start + 600, Self.start + 7_800)
    let accepted = try MovedSeat(state: .accepted, old: old, new: new, isBusy: true)
      .decide(policy, at: Instant(seconds: 0), deadline: nil)
    #expect(accepted.state == .offered && accepted.isAskedAgain)
    let offered = try MovedSeat(state: .offered, old: old, new: new, isBusy: true)
      .decide(policy, at: Instant(seconds: 0), deadline: Instant(seconds: 10))
    #expect(offered.state == .offered && !offered.isAskedAgain)
  }

  @Test("does not move into the past, nor under who is there; a deadline never lies behind the new start")
  func bounds() throws {
    let old = try Self.span(Self.start, Self.start + 7_200)
    let early = try Self.span(1_000, 8_200)
    let accepted = MovedSeat(state: .accepted, old: old, new: early, isBusy: false)
    #expect(throws: Refusal.outsideWindow(action: "follow", opens: nil, closes: Instant(seconds: 1_000))) {
      try accepted.decide(policy, at: Instant(seconds: 1_000), deadline: nil)
    }
    #expect(try accepted.decide(policy, at: Instant(seconds: 999), deadline: nil).deadline == Instant(seconds: 1_000))
    for state in AssignmentState.allCases where state != .offered && state != .accepted {
      #expect(throws: Refusal.self) {
        try MovedSeat(state: state, old: old, new: early, isBusy: false).decide(policy, at: Instant(seconds: 0), deadline: nil)
      }
    }
    let sooner = try Self.span(Self.start - 600, Self.start + 6_600)
    let offered = MovedSeat(state: .offered, old: old, new: sooner, isBusy: false)
    let decision = try offered.decide(
      policy, at: Instant(seconds: Self.start - 7_200), deadline: Instant(seconds: Self.start - 3_600))
    #expect(decision.deadline == Instant(seconds: Self.start - 4_200))
  }
}
