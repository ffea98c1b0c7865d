/// Replies and events as JSON objects, a line each: `{"row":{…}}`, `{"final":…}`, `{"event":…}`, `{"more":…}`. Values are
/// texts as on the wire in words, or null. The command's `"tag"` ends each line of its reply.
enum JSONReplies {
  /// Keys of a final's own.
  static let ofFinals: Set<String> = ["final", "code", "text", "tag"]
  /// Keys of an event's own.
  static let ofEvents: Set<String> = ["event", "seq", "tag"]

  static func append(_ reply: Reply, tag: String?, to octets: inout [UInt8]) {
    if let table = reply.table {
      for row in table.rows {
        let fields = zip(table.columns, row).map { ($0, $1.map(JSONWriter.Value.text) ?? .null) }
        line([("row", .json(JSONWriter.object(fields)))], tag, to: &octets)
      }
    }
    line(fields(reply.final), tag, to: &octets)
  }

  static func append(_ event: Event, to octets: inout [UInt8]) {
    let own: [(String, JSONWriter.Value)] = [("event", .text(event.name)), ("seq", .text("\(event.seq)"))]
    line(own + event.fields.map { (key($0.name, among: ofEvents), .text($0.value)) }, nil, to: &octets)
  }

  static func more(_ data: String, tag: String?, to octets: inout [UInt8]) { line([("more", .text(data))], tag, to: &octets) }

  private static func fields(_ final: Final) -> [(String, JSONWriter.Value)] {
    var fields: [(String, JSONWriter.Value)] = [("final", .text(final.word.rawValue))]
    if final.word != .ok { fields.append(("code", .text((final.code ?? .internal).rawValue))) }
    fields += final.fields.map { (key($0.name, among: ofFinals), .text($0.value)) }
    if let text = final.text { fields.append(("text", .text(text))) }
    return fields
  }

  /// A field that has the name of one of the line's own keys is told apart by `_`, with which no name begins.
  private static func key(_ name: String, among own: Set<String>) -> String { own.contains(name) ? "_\(name)" : name }

  private static func line(_ fields: [(String, JSONWriter.Value)], _ tag: String?, to octets: inout [UInt8]) {
    JSONWriter.append(fields + (tag.map { [("tag", .text($0))] } ?? []), to: &octets)
    octets.append(Octet.lineFeed)
  }
}
