import Glibc
import MusterDomain
import MusterProtocol

/// `--clock TIME[,xFACTOR]`: business time for tries, tests and drivers; without it the machine's own clock, which the database
/// shares or is kept in step with by the operator.
struct BusinessClock: Sendable {
  let reader: @Sendable () -> Instant

  init(_ text: String?) throws {
    guard let text else {
      reader = { Self.system() }
      return
    }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= 2, let start = Self.instant(String(parts[0])) else { throw Self.misspelt(text) }
    var factor = 1.0
    if parts.count == 2 {
      guard parts[1].first == "x", let number = Double(parts[1].dropFirst()), number > 0, number <= 1e6 else {
        throw Self.misspelt(text)
      }
      factor = number
    }
    let origin = ContinuousClock.now
    reader = { [factor] in
      let elapsed = (ContinuousClock.now - origin) / .microseconds(1)
      return Instant(microseconds: start.microseconds + Int64(elapsed * factor))
    }
  }

  private static func misspelt(_ text: String) -> StartFailure {
    StartFailure(
      "--clock \(text) 应像 2026-05-03T20:00+08:00 或 2026-05-03T20:00,x60，倍速大于 0，至多 1000000",
      "--clock \(text) should look like 2026-05-03T20:00+08:00 or 2026-05-03T20:00,x60, with a factor above 0 and up to 1000000"
    )
  }

  /// RFC 3339, or without an offset in China's time.
  private static func instant(_ text: String) -> Instant? {
    guard let written = WrittenTime(text),
      let date = CivilDate(year: written.date.year, month: written.date.month, day: written.date.day)
    else { return nil }
    let wall = Int64(date.daysSinceEpoch) * 86_400 + Int64(written.hour * 3600 + written.minute * 60 + written.second)
    return Instant(seconds: wall - Int64(written.offsetMinutes ?? 480) * 60)
  }

  private static func system() -> Instant {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Instant(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)
  }
}
