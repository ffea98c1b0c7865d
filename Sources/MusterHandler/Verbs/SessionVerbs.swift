import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// Verbs that change the session itself, or that strangers may use.
  static let sessionVerbNames: Set<String> = ["HELP", "PING", "AUTH", "QUIT", "SET", "WATCH"]

  static let sessionVerbs: [String: VerbHandler] = [
    // A read of nothing with the rights held: where they have changed meanwhile they are read anew before they are told.
    "PASSWORD": { try await $0.setPassword() },
    "WHOAMI": { request in
      _ = try await request.read(AreaRow.communities(under: 0))
      return Reply(Final(.ok, fields: request.identity))
    },
  ]

  /// The answer to one of those verbs; nil for any other verb.
  func sessionCommand(_ command: Command, in session: inout Session) async throws -> Reply? {
    guard command.verb.name == "AUTH" else { return try sessionReply(to: command, in: &session) }
    return try await authenticate(command, in: &session)
  }

  /// The same for those that wait for nothing: all but AUTH.
  func sessionReply(to command: Command, in session: inout Session) throws -> Reply? {
    switch command.verb.name {
    case "PING": return Self.pong
    case "QUIT": return Reply(Final(.ok, text: session.language.choose("再见", "goodbye")), closes: true)
    case "HELP": return help(command, in: session)
    case "SET": return try set(command, in: &session)
    default: return nil
    }
  }

  /// Made once: to put it together would cost more than to send it.
  private static let pong = Reply(.ok())

  private func help(_ command: Command, in session: Session) -> Reply {
    var reply = HelpPages.reply(
      topic: command.arguments["topic"], role: session.principal?.role, limits: environment.limits, language: session.language)
    reply.format = command.arguments["format"].flatMap(ReplyFormat.init(rawValue:))
    return reply
  }

  private func set(_ command: Command, in session: inout Session) throws -> Reply {
    let arguments = command.arguments
    guard !arguments.isEmpty else {
      throw Answer.missing("tz", "写明要设定什么，如 tz=Asia/Shanghai", "say what to set, such as tz=Asia/Shanghai")
    }
    if let proto = arguments["proto"], proto != "1" {
      throw Answer(.no, .proto, [Field("supported", "1")], "只支持 proto=1", "only proto=1 is supported")
    }
    var changed = session
    if let name = arguments["tz"] {
      guard let rules = Zones.rules(name) else {
        throw Answer.value("tz", "没有时区 \(name)，例：Asia/Shanghai", "no time zone \(name); one is Asia/Shanghai")
      }
      changed.zone = rules
    }
    if let language = arguments["lang"].flatMap(Language.init(rawValue:)) { changed.language = language }
    if let format = arguments["format"].flatMap(ReplyFormat.init(rawValue:)) { changed.format = format }
    session = changed
    return Reply(
      .ok(
        Field("tz", session.zone.name), Field("lang", session.language.rawValue), Field("format", session.format.rawValue),
        Field("proto", "1")))
  }
}

extension Request {
  /// What WHOAMI and a login say: never more than the account's own rights.
  var identity: [Field] {
    var fields = [Field("user", principal.name), Field("role", principal.role?.rawValue ?? "system")]
    if let area = principal.area { fields.append(Field("scope", code(.area, area))) }
    if principal.areaCount > 0 { fields.append(Field("areas", "\(principal.areaCount)")) }
    if let unit = principal.unit { fields.append(Field("unit", code(.unit, unit))) }
    if let team = principal.team { fields.append(Field("team", code(.team, team))) }
    if let member = principal.member { fields.append(Field("member", code(.member, member))) }
    if let verbs = principal.limits?.verbs { fields.append(Field("verbs", verbs.joined(separator: ","))) }
    return fields + [Field("tz", zone.name), Field("now", show(now)), Field("version", environment.version)]
  }
}
