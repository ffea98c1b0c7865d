import MusterDomain
import MusterProtocol
import MusterStore

/// A numbered change with its spelling: made once and shared by all who watch for it.
final class News: Sendable {
  let row: FeedRow
  let event: Event
  let size: Int

  /// Nil for a change of rights, which is nobody's to read.
  init?(_ row: FeedRow, _ cipher: IdentifierCipher) {
    guard let what = row.what else { return nil }
    self.row = row
    event = Event(seq: row.seq, what.eventName, fields: Self.fields(what, row, cipher))
    size = event.size
  }

  private static func fields(_ what: Watchable, _ row: FeedRow, _ cipher: IdentifierCipher) -> [Field] {
    func code(_ name: String, _ kind: Kind, _ number: Int64?) -> [Field] {
      number.map { [Field(name, cipher.code(of: Identifier(kind, $0)))] } ?? []
    }
    var fields = code("id", what.kind, row.id)
    switch what {
    case .assignments: fields += code("shift", .shift, row.shift)
    case .shifts: fields += code("event", .event, row.event) + code("need", .need, row.need)
    case .events, .needs, .rosters: fields += code("area", .area, row.area.map(Int64.init))
    case .jobs: break
    }
    if let state = row.state { fields.append(Field("state", StateText.wire(state))) }
    fields += (row.facts ?? "").split(separator: " ").compactMap { fact in
      let parts = fact.split(separator: "=", maxSplits: 1)
      return parts.count == 2 ? Field(String(parts[0]), String(parts[1])) : nil
    }
    return fields + (row.v.map { [Field("v", "\($0)")] } ?? [])
  }
}

extension Watchable {
  /// What one of them is called in an event.
  var eventName: String {
    switch self {
    case .jobs: "job"
    case .rosters: "roster"
    case .assignments: "assignment"
    case .shifts: "shift"
    case .events: "event"
    case .needs: "need"
    }
  }

  var kind: Kind {
    switch self {
    case .jobs: .job
    case .rosters: .roster
    case .assignments: .assignment
    case .shifts: .shift
    case .events: .event
    case .needs: .need
    }
  }

  /// The verb that reads them: who may use it may watch.
  var readingVerb: String { self == .jobs ? "JOB" : rawValue.uppercased() }
}

extension StateText {
  static func wire(_ state: String) -> String { state.replacing("_", with: "-") }
}
