import Glibc

/// A moment on the clock of the person's machine.
struct LocalTime: Equatable {
  let year: Int
  let month: Int
  let day: Int
  let hour: Int
  let minute: Int
  let second: Int
  /// East of Greenwich.
  let offsetMinutes: Int

  static func now() -> LocalTime {
    var seconds = time(nil)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return LocalTime(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday), hour: Int(parts.tm_hour),
      minute: Int(parts.tm_min), second: Int(parts.tm_sec), offsetMinutes: parts.tm_gmtoff / 60)
  }

  /// `20:00:07`.
  var clock: String { "\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))" }

  /// RFC 3339 with offset.
  var full: String {
    let offset = "\(offsetMinutes < 0 ? "-" : "+")\(Self.two(abs(offsetMinutes) / 60)):\(Self.two(abs(offsetMinutes) % 60))"
    return "\(year)-\(Self.two(month))-\(Self.two(day))T\(clock)\(offset)"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
