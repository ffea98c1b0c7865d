import MusterDomain
import MusterProtocol

/// The commands between BEGIN and COMMIT. They wait in the session alone: no transaction is open while a client thinks.
struct Batch: Sendable {
  struct Queued: Sendable {
    let command: Command
    /// Of the session when it came in: its local times are of this zone, whatever is set afterwards.
    let zone: ZoneRules
  }

  /// BEGIN's, for the whole of it.
  let key: String?
  private(set) var commands: [Queued] = []
  /// The first that was refused on the way in. Without it the rest is not what was meant, so COMMIT does none.
  private(set) var refused: (place: Int, final: Final)?
  private var octets = 0
  /// How many were to be queued so far.
  private var place = 0

  init(key: String?) { self.key = key }

  /// How many it holds with this one.
  mutating func queue(_ command: Command, zone: ZoneRules, limits: Limits) throws(Answer) -> Int {
    guard command.verb.queues else {
      throw Answer(
        .no, .conflictState, [Field("state", "batch")], "\(command.verb.name) 不能排在批中；先 COMMIT 或 ROLLBACK",
        "\(command.verb.name) does not go into a batch: COMMIT or ROLLBACK first")
    }
    guard command.arguments["key"] == nil else {
      throw Answer(
        .bad, .argumentUnknown, [Field("arg", "key")], "批中的命令不带 key=；整批的写在 BEGIN 上",
        "commands of a batch have no key=: the batch's stands with BEGIN")
    }
    let size = octets + command.fingerprint.utf8.count
    guard commands.count < limits.batchCommands else { throw Self.tooLong(limits.batchCommands, "条命令", "commands") }
    guard size <= limits.batchOctets else { throw Self.tooLong(limits.batchOctets, "字节", "octets") }
    commands.append(Queued(command: command, zone: zone))
    octets = size
    place += 1
    return commands.count
  }

  /// Something that was to be queued was not.
  mutating func refuse(_ final: Final) {
    place += 1
    if refused == nil { refused = (place, final) }
  }

  /// All of it in one spelling.
  var fingerprint: String { commands.reduce(into: "BATCH") { $0 += "\u{1E}\($1.command.fingerprint)" } }

  private static func tooLong(_ maximum: Int, _ chinese: String, _ english: String) -> Answer {
    Answer(
      .no, .limitSize, [Field("maximum", "\(maximum)")], "一批最多 \(maximum) \(chinese)；请分几批",
      "a batch has at most \(maximum) \(english): send several")
  }
}

extension Command {
  /// The command without key and tag, in one spelling.
  var fingerprint: String {
    let given = arguments.filter { $0.key != "key" }.sorted { $0.key < $1.key }
    return given.reduce(into: verb.name) { $0 += "\u{1F}\($1.key)=\($1.value)" }
  }
}

extension Session {
  /// What becomes of the batch after a command was answered.
  mutating func followBatch(_ command: Command, _ final: Final) {
    guard let held = batch else { return }
    switch command.verb.name {
    case _ where principal == nil: batch = nil
    case "BEGIN", "ROLLBACK": break
    // What may be repeated is kept to be repeated, and a trial is a question.
    case "COMMIT":
      switch final.word {
      case .later: break
      case .unsure: if held.key == nil { batch = nil }
      case .ok: if command.arguments["dry"] != "yes" { batch = nil }
      case .no, .bad, .bye: batch = nil
      }
    default: if command.verb.changes, final.word != .ok { batch?.refuse(final) }
    }
  }
}
