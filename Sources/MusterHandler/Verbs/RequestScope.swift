import MusterDomain
import MusterProtocol
import MusterStore

/// What verbs about work share: the revision, the area that a filter or a new thing names, and how states are spelt.
extension Request {
  /// Refuses where `if=` is not the revision that holds.
  func requireRevision(_ v: Int32) throws {
    if let revision, revision != Int(v) { throw Answer.stale(now: Int(v)) }
  }

  /// `in=`: an area down to the community. For who works with areas by name, one of those; for others, any.
  func within() async throws -> Int32? {
    guard let id = try shortID("in", .area) else { return nil }
    guard let area = try await read(GroundRow.area(id)).first, holds(area) else { throw Answer.notFound("in") }
    guard !area.isWithinCommunity else {
      throw Answer.value("in", "in= 到社区为止，不能更小", "in= goes down to communities, no further")
    }
    return id
  }

  private func holds(_ area: GroundRow) -> Bool {
    guard principal.areaCount > 0 else { return true }
    return area.community.map(principal.works(in:)) ?? false
  }

  /// `from=` and `to=` as one span.
  func span() throws -> TimeSpan {
    guard let from = try time("from") else { throw Answer.missing("from", "缺少 from=", "from= is missing") }
    guard let to = try time("to") else { throw Answer.missing("to", "缺少 to=", "to= is missing") }
    guard let span = TimeSpan(from, to) else { throw Self.endsTooEarly }
    try Self.requireShort(span, "to")
    return span
  }

  /// Whatever people serve is over within so many days; the schema says so too.
  private static let mostDays: Int64 = 31

  static func requireShort(_ span: TimeSpan, _ argument: String) throws {
    guard span.end.seconds(since: span.start) <= mostDays * 86_400 else {
      throw Answer.value(
        argument, "\(argument)= 一段时间最长 \(mostDays) 天，请分成几段",
        "\(argument)=: no time is longer than \(mostDays) days; make several of it")
    }
  }

  static let endsTooEarly = Answer.value("to", "to= 须晚于 from=", "to= must be later than from=")

  /// Refuses a least number of people beyond the seats.
  func requireSeats(minimum: Int, seats: Int) throws {
    guard minimum <= seats else {
      throw Answer.value("minimum", "minimum= 不能多于 seats=\(seats)", "minimum= may not exceed seats=\(seats)")
    }
  }

  /// Refuses a domain or skill that the city's catalogue does not have.
  func requireKnown(domain: String? = nil, skill: String? = nil, _ transaction: StoreTransaction) async throws {
    if let domain, try await transaction.first(Catalogue.hasDomain(domain)) != true { throw Answer.notFound("domain") }
    if let skill, try await transaction.first(Catalogue.hasSkill(skill)) != true { throw Answer.notFound("skill") }
  }

  /// Names of the arguments that say what changed, for the log of record; never their values.
  var changedFields: [String] {
    let places = Set(command.verb.arguments.filter(\.isPositional).map(\.name))
    return command.arguments.keys.filter { !places.contains($0) && !["key", "if"].contains($0) }.sorted()
  }
}

/// States are spelt with a hyphen on the wire and with an underscore in the database.
enum StateText {
  static func wire(_ state: some RawRepresentable<String>) -> String { state.rawValue.replacing("_", with: "-") }
  static func stored(_ word: String) -> String { word.replacing("-", with: "_") }
}
