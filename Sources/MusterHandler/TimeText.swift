import MusterDomain
import MusterProtocol

/// Times as the wire writes and reads them. Out: RFC 3339 with the offset of the session's zone. In: with an offset, or local
/// in that zone, where it must exist once.
enum TimeText {
  static func rfc3339(_ instant: Instant, in zone: ZoneRules) -> String {
    let offset = zone.offset(at: instant)
    let day = date(instant, in: zone)
    let second = Int(zone.localSeconds(instant) - Int64(day.daysSinceEpoch) * 86_400)
    let minutes = abs(offset) / 60
    return "\(day)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
      + "\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
  }

  /// The instant that a spelling names; throws `TIME/AMBIGUOUS` for a local time in a gap or a fold.
  static func instant(_ text: String, in zone: ZoneRules, argument: String) throws -> Instant {
    guard let written = WrittenTime(text),
      let date = CivilDate(year: written.date.year, month: written.date.month, day: written.date.day)
    else {
      throw Answer.value(
        argument, "\(argument) 应是时间，如 2026-05-03T08:00", "\(argument) should be a time such as 2026-05-03T08:00")
    }
    let wall = Int64(date.daysSinceEpoch) * 86_400 + Int64(written.hour * 3600 + written.minute * 60 + written.second)
    if let offset = written.offsetMinutes {
      return Instant(microseconds: (wall - Int64(offset) * 60) * 1_000_000 + Int64(written.microsecond))
    }
    return try only(zone.instants(localSeconds: wall), argument)
  }

  /// A date as its first moment, or a time.
  static func boundary(_ text: String, in zone: ZoneRules, argument: String) throws -> Instant {
    guard let date = CivilDate(text) else { return try instant(text, in: zone, argument: argument) }
    return try midnight(date, in: zone, argument: argument)
  }

  static func midnight(_ date: CivilDate, in zone: ZoneRules, argument: String) throws -> Instant {
    try only(zone.instants(localSeconds: Int64(date.daysSinceEpoch) * 86_400), argument)
  }

  /// The day on the wall of that zone.
  static func date(_ instant: Instant, in zone: ZoneRules) -> CivilDate {
    let seconds = zone.localSeconds(instant)
    return CivilDate(daysSinceEpoch: Int(seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)))
  }

  private static func only(_ instants: [Instant], _ argument: String) throws -> Instant {
    guard let first = instants.first, instants.count == 1 else {
      throw Answer(
        .bad, .timeAmbiguous, [Field("arg", argument)], "\(argument)：这个当地时间不存在或出现两次，请写明时差，如 +08:00",
        "\(argument): that local time does not exist or exists twice; give an offset such as +08:00")
    }
    return first
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
