/// The clocks of an offer and of attendance, as the city set them for a day.
public struct OfferPolicy: Hashable, Sendable {
  /// How long an offer stands.
  public var offerHours: Int
  /// An offer ends so long before its shift at the latest.
  public var leadMinutes: Int
  /// Check-in opens so long before the shift.
  public var checkInEarlyMinutes: Int
  /// Check-out closes so long after the shift.
  public var checkOutLateMinutes: Int
  /// A shift's start and end may each move by so much without those who accepted being asked again.
  public var moveToleranceMinutes: Int

  public init(
    offerHours: Int = 48, leadMinutes: Int = 60, checkInEarlyMinutes: Int = 60, checkOutLateMinutes: Int = 720,
    moveToleranceMinutes: Int = 15
  ) {
    self.offerHours = offerHours
    self.leadMinutes = leadMinutes
    self.checkInEarlyMinutes = checkInEarlyMinutes
    self.checkOutLateMinutes = checkOutLateMinutes
    self.moveToleranceMinutes = moveToleranceMinutes
  }

  /// When an offer made now for that shift runs out: after `offerHours`, but `leadMinutes` before the shift, and if that has
  /// passed already, when the shift starts. Nil once the shift has started.
  public func deadline(offeredAt now: Instant, shiftStart: Instant) -> Instant? {
    guard now < shiftStart else { return nil }
    let byPolicy = now.advanced(minutes: Int64(offerHours) * 60)
    let byLead = shiftStart.advanced(minutes: -Int64(leadMinutes))
    return byLead > now ? min(byPolicy, byLead) : shiftStart
  }

  public func checkIn(at now: Instant, shift: TimeSpan) throws(Refusal) {
    let opens = shift.start.advanced(minutes: -Int64(checkInEarlyMinutes))
    guard now >= opens, now < shift.end else { throw .outsideWindow(action: "check-in", opens: opens, closes: shift.end) }
  }

  public func checkOut(at now: Instant, checkedInAt: Instant, shift: TimeSpan) throws(Refusal) {
    let closes = shift.end.advanced(minutes: Int64(checkOutLateMinutes))
    let opens = max(checkedInAt, shift.start)
    guard now > opens, now <= closes else {
      throw .outsideWindow(action: "check-out", opens: opens, closes: closes)
    }
  }

  /// The most minutes that may be entered for that shift now: its length and the time before it in which one may check in, but
  /// no more than have passed since then. 0 before it.
  public func mostMinutes(at now: Instant, shift: TimeSpan) -> Int {
    let opens = shift.start.advanced(minutes: -Int64(checkInEarlyMinutes))
    return max(0, min(shift.minutes + checkInEarlyMinutes, Int(now.seconds(since: opens) / 60)))
  }
}
