import MusterDomain
import Testing

@Suite("The clocks of an offer") struct OfferPolicyTests {
  private let policy = OfferPolicy(offerHours: 48, leadMinutes: 60, checkInEarlyMinutes: 60, checkOutLateMinutes: 720)
  /// A shift of two hours that starts 100 hours after the epoch.
  private let start = Instant(seconds: 360_000)

  private func shift() throws -> TimeSpan { try #require(TimeSpan(start, start.advanced(minutes: 120))) }

  @Test(
    "An offer stands 48 hours, but ends an hour before its shift; made later than that, when the shift starts; never after",
    arguments: [
      // minutes before the shift when it is offered, and when it then ends
      (6000, 6000 - 2880), (2941, 61), (2940, 60), (2939, 60), (61, 60), (60, 0), (1, 0),
    ])
  func deadline(before: Int64, ends: Int64) {
    #expect(
      policy.deadline(offeredAt: start.advanced(minutes: -before), shiftStart: start) == start.advanced(minutes: -ends))
  }

  @Test("Nothing is offered once the shift has started", arguments: [0, 1])
  func tooLate(minutes: Int64) {
    #expect(policy.deadline(offeredAt: start.advanced(minutes: minutes), shiftStart: start) == nil)
  }

  @Test(
    "Check-in opens an hour before and closes with the shift",
    arguments: [(-61, false), (-60, true), (0, true), (119, true), (120, false)])
  func checkIn(minutes: Int64, isOpen: Bool) throws {
    let now = start.advanced(minutes: minutes)
    let refusal = Refusal.outsideWindow(
      action: "check-in", opens: start.advanced(minutes: -60), closes: start.advanced(minutes: 120))
    let shift = try shift()
    if isOpen {
      try policy.checkIn(at: now, shift: shift)
    } else {
      #expect(throws: refusal) { try policy.checkIn(at: now, shift: shift) }
    }
  }

  @Test(
    "Check-out comes after check-in, and twelve hours after the shift at the latest",
    arguments: [(0, false), (1, true), (840, true), (841, false)])
  func checkOut(minutes: Int64, isOpen: Bool) throws {
    let now = start.advanced(minutes: minutes)
    let refusal = Refusal.outsideWindow(action: "check-out", opens: start, closes: start.advanced(minutes: 840))
    let shift = try shift()
    if isOpen {
      try policy.checkOut(at: now, checkedInAt: start, shift: shift)
    } else {
      #expect(throws: refusal) { try policy.checkOut(at: now, checkedInAt: start, shift: shift) }
    }
  }

  @Test("Nobody checks out of what has not begun, however early they came")
  func earlyBird() throws {
    let refusal = Refusal.outsideWindow(action: "check-out", opens: start, closes: start.advanced(minutes: 840))
    let shift = try shift()
    #expect(throws: refusal) {
      try policy.checkOut(at: start.advanced(minutes: -5), checkedInAt: start.advanced(minutes: -30), shift: shift)
    }
  }

  @Test(
    "Hours entered are at most the shift and the hour before it, and no more than have passed",
    arguments: [(-61, 0), (-60, 0), (0, 60), (30, 90), (120, 180), (10_000, 180)])
  func mostMinutes(minutes: Int64, most: Int) throws {
    #expect(policy.mostMinutes(at: start.advanced(minutes: minutes), shift: try shift()) == most)
  }
}

@Suite("A city on a plane") struct ProjectionTests {
  @Test("The centre is the origin, north is up, east is right, and a degree of longitude shrinks with latitude")
  func axes() {
    let plane = Projection(longitude: 110, latitude: 60)
    #expect(plane.metres(longitude: 110, latitude: 60) == (0, 0))
    #expect(plane.metres(longitude: 110, latitude: 61) == (0, 111_195))
    #expect(plane.metres(longitude: 111, latitude: 60) == (55_598, 0))
    #expect(plane.metres(longitude: 109, latitude: 59) == (-55_598, -111_195))
  }

  @Test("Distances over a city are true within three parts in a thousand of the great circle's")
  func distances() {
    let plane = Projection(longitude: 109.8, latitude: 39.6)
    // Some 50 km to the north-east: haversine over the same sphere gives 49,919 m.
    let (x, y) = plane.metres(longitude: 110.21223, latitude: 39.91799)
    let metres = (Double(x * x + y * y)).squareRoot()
    #expect(abs(metres - 49_919) < 150)
  }

  @Test("Nothing leaves the model's ten million metres")
  func clamped() {
    let (x, y) = Projection(longitude: -180, latitude: -90).metres(longitude: 180, latitude: 90)
    #expect(abs(x) <= 10_000_000 && y == 10_000_000)
  }
}

@Suite("Roles") struct RoleTests {
  @Test("have a letter each and a name that people know")
  func letters() {
    #expect(String(Role.allCases.map(\.letter)) == "csgutmdo")
    #expect(Role.allCases.allSatisfy { !$0.chinese.isEmpty })
  }
}
