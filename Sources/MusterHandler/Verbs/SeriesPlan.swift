import MusterDomain
import MusterProtocol
import MusterStore

/// `repeat=`, `except=` and `also=` of EVENT.ADD as the times of every occurrence. A series has an end, and is made at once.
struct SeriesPlan: Sendable {
  let recurrence: Recurrence
  let excepted: [CivilDate]
  let added: [CivilDate]
  /// One an occurrence, rising; the first is the event's own.
  let spans: [TimeSpan]

  /// A year of every working day and some to spare.
  static let mostOccurrences = 300
  /// Two years.
  static let mostDays = 731

  /// Nil without `repeat=`. The wall clock is the city's, whatever zone the session reads times in.
  init?(_ request: Request, first: TimeSpan) throws {
    guard let text = request.text("repeat") else {
      if let other = ["except", "also"].first(where: { request.text($0) != nil }) {
        throw Answer.missing("repeat", "\(other)= 须与 repeat= 同用", "\(other)= goes with repeat=")
      }
      return nil
    }
    let zone = request.environment.zone
    let rule: RecurrenceRule
    do { rule = try RecurrenceRule(text) } catch { throw Answer(error) }
    guard rule.end != nil else {
      throw Answer.value(
        "repeat", "写明到何时为止：COUNT=次数 或 UNTIL=日期，如 \(text);COUNT=10",
        "say where it ends: COUNT= or UNTIL=, e.g. \(text);COUNT=10")
    }
    var recurrence = Recurrence(start: zone.wall(first.start), rule: rule)
    try Self.requireSynchronised(recurrence, zone)
    let excepted = try Self.dates("except", request)
    let added = try Self.dates("also", request)
    let horizon = recurrence.start.date.advanced(days: Self.mostDays)
    try Self.requireEnd(of: recurrence, by: horizon, zone)
    if let stray = added.first(where: { $0 < recurrence.start.date || $0 > horizon }) {
      throw Answer.value(
        "also", "\(stray) 不在 \(recurrence.start.date) 到 \(horizon) 之间",
        "\(stray) does not lie between \(recurrence.start.date) and \(horizon)")
    }
    recurrence.added = Set(added.compactMap { LocalDateTime($0, recurrence.start.time) })
    let times = recurrence.occurrences(through: horizon, in: zone).prefix(Self.mostOccurrences + 1).map(\.identity)
    guard times.count <= Self.mostOccurrences else { throw Self.tooMany }
    if let stray = excepted.first(where: { date in !times.contains { $0.date == date } }) {
      throw Answer.value("except", "\(stray) 本来就没有这个活动，请核对", "there is none on \(stray) anyway: check the date")
    }
    recurrence.excepted = Set(times.filter { excepted.contains($0.date) })
    (self.recurrence, self.excepted, self.added) = (recurrence, excepted, added)
    let length = first.end.seconds(since: first.start)
    spans = recurrence.occurrences(through: horizon, in: zone).compactMap { occurrence in
      let start = zone.instant(wall: occurrence.start)
      return TimeSpan(start, start.advanced(seconds: length))
    }
    guard !spans.isEmpty else { throw Answer.value("except", "except= 把每一次都排除了", "except= leaves nothing") }
  }

  /// What the first day is must follow from the rule, or the rule was not meant so.
  private static func requireSynchronised(_ recurrence: Recurrence, _ zone: ZoneRules) throws {
    guard !recurrence.isSynchronised(in: zone) else { return }
    let start = recurrence.start.date
    guard let first = recurrence.firstOfRule(within: mostDays, in: zone) else {
      throw Answer.value(
        "repeat", "按这条规则，\(start) 起两年内没有一次", "by that rule there is none within two years from \(start)")
    }
    throw Answer.value(
      "from", "\(start) 不是这条规则的日子；第一次是 \(first.date)，请改 from= 和 to=",
      "\(start) is no day of that rule; the first is \(first.date): change from= and to=")
  }

  /// Refuses a rule that goes on beyond what a series may reach.
  private static func requireEnd(of recurrence: Recurrence, by horizon: CivilDate, _ zone: ZoneRules) throws {
    let count = recurrence.occurrences(through: horizon, in: zone).prefix(mostOccurrences + 1).reduce(0) { sum, _ in sum + 1 }
    guard count <= mostOccurrences else { throw tooMany }
    let isWithin =
      switch recurrence.rule.end {
      case .count(let wanted): count == wanted
      case .day(let date): date <= horizon
      case .local(let time): time.date <= horizon
      case .utc(let second): zone.wall(Instant(seconds: second)).date <= horizon
      case nil: false
      }
    guard isWithin else {
      throw Answer.value(
        "repeat", "一个系列至多排两年，到 \(horizon)：减少 COUNT= 或提前 UNTIL=",
        "a series reaches two years at most, to \(horizon): lower COUNT= or set UNTIL= earlier")
    }
  }

  private static let tooMany = Answer.value(
    "repeat", "一个系列至多 \(mostOccurrences) 次：减少 COUNT= 或提前 UNTIL=",
    "a series has at most \(mostOccurrences) occurrences: lower COUNT= or set UNTIL= earlier")

  private static func dates(_ name: String, _ request: Request) throws -> [CivilDate] {
    guard let text = request.text(name) else { return [] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { piece in
      guard let date = CivilDate(piece) else {
        throw Answer.value(
          name, "“\(piece)”不是日期：写 2026-05-18，多个用逗号隔开", "not a date: write 2026-05-18, several by commas")
      }
      return date
    }
  }
}
