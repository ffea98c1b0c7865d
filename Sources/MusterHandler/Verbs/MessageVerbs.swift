import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// What members are told, and how they want to be told.
  static let messageVerbs: [String: VerbHandler] = [
    "MESSAGES": { try await $0.messages() },
    "MESSAGE.SET": { try await $0.setMessage() },
    "NOTICES": { try await $0.notices() },
    "NOTICES.SET": { try await $0.setNotices() },
  ]
}

extension Request {
  fileprivate func messages() async throws -> Reply {
    let page = try Page(self, parts: 1)
    let filter = MessageRow.Filter(
      states: text("state").map { [$0] }, kind: text("kind"), member: try id("member", .member),
      within: try await scopedArea("in"))
    let rows = try await read(MessageRow.list(filter, before: page.after.first, limit: page.fetch))
    return page.reply(rows, columns: command.verb.columns, key: { [$0.id] }) { row in
      [
        code(.message, row.id), row.kind, code(.member, row.member), code(.assignment, row.assignment), code(.area, row.area),
        row.state, show(row.due), String(row.attempts), row.note, show(row.ended),
      ]
    }
  }

  fileprivate func setMessage() async throws -> Reply {
    let id = try requiredID("id", .message)
    let state = try required("state")
    return try await write { [self] transaction in
      guard let now = try await transaction.first(MessageRow.state(of: id)) else { throw Answer.notFound("id") }
      let changed = try await state == "queued" ? transaction.sendAgain(id) : transaction.dropMessage(id)
      guard changed else {
        throw Refusal.notFrom(state: now, action: state == "queued" ? "send-again" : "drop", allowed: ["dead", "queued"])
      }
      try await transaction.audit(verb, objects: [code(.message, id)], fields: ["state"])
      return .ok(Field("id", code(.message, id)), Field("state", state))
    }
  }

  fileprivate func notices() async throws -> Reply {
    let member = try await addressee()
    let wish = try await read(MessagePreference.of(member)).first ?? .usual
    let row = [code(.member, member), wish.language, wish.quiet.spelling, wish.remind, String(wish.v)]
    return Reply(.ok(Field("rows", "1")), table: Table(columns: command.verb.columns, rows: [row]))
  }

  fileprivate func setNotices() async throws -> Reply {
    let member = try await addressee()
    let quiet = try text("quiet").map { try Self.quiet($0) }
    let lead = try text("remind").map { try Self.lead($0) }
    return try await write { [self] transaction in
      try await transaction.lock(shifts: [], members: [member])
      var wish = try await transaction.first(MessagePreference.of(member)) ?? .usual
      if let revision, revision != Int(wish.v) { throw Answer.stale(now: Int(wish.v)) }
      if let language = text("lang") { wish.language = language }
      if let quiet { wish.quiet = quiet }
      if let lead { wish.lead = lead }
      wish.v = try await transaction.keep(wish, of: member)
      try await transaction.audit(
        verb, objects: [code(.member, member)], fields: ["lang", "quiet", "remind"].filter { text($0) != nil })
      return .ok(
        Field("member", code(.member, member)), Field("lang", wish.language), Field("quiet", wish.quiet.spelling),
        Field("remind", wish.remind), Field("v", "\(wish.v)"))
    }
  }

  /// A member means itself; staff name somebody of theirs.
  private func addressee() async throws -> Int64 {
    guard let member = try id("member", .member) else {
      if let own = principal.member { return own }
      throw Answer.missing("member", "请写明成员编号，如 M-5Q2K9XPA", "say whose, e.g. M-5Q2K9XPA")
    }
    if member == principal.member { return member }
    // Staff also see who merely serves with them: how those are told is their own community's business.
    guard principal.role == .staff, let row = try await read(MemberRow.one(member)).first?.row, principal.works(in: row.area)
    else { throw Answer.notFound("member") }
    return member
  }

  private static func quiet(_ text: String) throws -> QuietHours {
    if text == "none", let none = QuietHours(from: 0, until: 0) { return none }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 5 }), let from = LocalTime(parts[0]),
      let until = LocalTime(parts[1]),
      let quiet = QuietHours(from: from.minuteOfDay, until: until.minuteOfDay), quiet.from != quiet.until
    else {
      throw Answer.value("quiet", "quiet 应像 22:00-08:00，或 none", "quiet should look like 22:00-08:00, or be none")
    }
    return quiet
  }

  private static func lead(_ text: String) throws -> Int? {
    if text == "none" { return nil }
    guard let minutes = Int(text), (30...10_080).contains(minutes), "\(minutes)" == text else {
      throw Answer.value("remind", "remind 应是 30 至 10080 的分钟数，或 none", "remind should be minutes from 30 to 10080, or none")
    }
    return minutes
  }
}

extension QuietHours {
  /// `22:00-08:00` or `none`.
  fileprivate var spelling: String {
    guard from != until, let from = LocalTime(minuteOfDay: from), let until = LocalTime(minuteOfDay: until) else {
      return "none"
    }
    return "\(from)-\(until)"
  }
}

extension MessagePreference {
  fileprivate var remind: String { lead.map { "\($0)" } ?? "none" }
}
