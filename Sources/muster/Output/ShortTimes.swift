import MusterProtocol

/// Times for people: `05-08 10:30` instead of RFC 3339's 25 characters, `05-08 10:30–11:30` for a stretch. A time of another
/// year than most of the table keeps its year, one of another offset its offset.
struct ShortTimes {
  private typealias Stretch = [WrittenTime]

  private let year: Int?
  private let offset: Int?

  /// From everything that will stand in one table.
  init(_ rows: [[String?]]) {
    let times = rows.joined().compactMap { $0.flatMap(Self.stretches) }.joined().joined()
    year = Self.most(times.map(\.date.year))
    offset = Self.most(times.compactMap(\.offsetMinutes))
  }

  /// Nil for what is no time, no stretch `from/to`, and no list of them.
  func shorten(_ text: String) -> String? {
    Self.stretches(text).map { list in list.map(spell).joined(separator: ", ") }
  }

  /// `11:30`, of an end on the day of its beginning and with the same offset; nil for any other.
  func clock(_ end: String?, sameDayAs start: String?) -> String? {
    guard let end = end.flatMap(Self.stretches), let start = start.flatMap(Self.stretches), end.count == 1, start.count == 1,
      end[0].count == 1, start[0].count == 1
    else { return nil }
    let (from, to) = (start[0][0], end[0][0])
    return from.date == to.date && from.offsetMinutes == to.offsetMinutes ? clock(to) + zone(to) : nil
  }

  static func isTime(_ text: String) -> Bool { stretches(text) != nil }

  private static func stretches(_ text: String) -> [Stretch]? {
    // Most cells are none: they are told by their first octets.
    guard text.utf8.count >= 16, text.utf8.first.map({ (0x30...0x39).contains($0) }) == true else { return nil }
    var list: [Stretch] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let times = part.split(separator: "/", omittingEmptySubsequences: false).map { WrittenTime($0) }
      let known = times.compactMap { $0 }
      guard known.count == times.count, (1...2).contains(known.count) else { return nil }
      list.append(known)
    }
    return list
  }

  private func spell(_ stretch: Stretch) -> String {
    guard let first = stretch.first, let last = stretch.last else { return "" }
    if stretch.count == 1 { return day(first) + " " + clock(first) + zone(first) }
    let end = last.date == first.date ? "" : day(last) + " "
    return day(first) + " " + clock(first) + "–" + end + clock(last) + zone(last)
  }

  private func day(_ time: WrittenTime) -> String {
    let date = Self.two(time.date.month) + "-" + Self.two(time.date.day)
    return time.date.year == year ? date : "\(time.date.year)-" + date
  }

  private func clock(_ time: WrittenTime) -> String { Self.two(time.hour) + ":" + Self.two(time.minute) }

  private func zone(_ time: WrittenTime) -> String {
    guard let minutes = time.offsetMinutes, minutes != offset else { return "" }
    return (minutes < 0 ? "-" : "+") + Self.two(abs(minutes) / 60) + ":" + Self.two(abs(minutes) % 60)
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The most frequent; of several the greatest.
  private static func most(_ numbers: some Sequence<Int>) -> Int? {
    var counts: [Int: Int] = [:]
    for number in numbers { counts[number, default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }
}
