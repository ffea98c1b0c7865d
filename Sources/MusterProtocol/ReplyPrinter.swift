/// Writes replies in either format, each line with the command's tag and LF after it.
///
/// In words, a field's value in a final is an atom where it can be one and is quoted otherwise (blanks, quotes, backslashes,
/// the empty text, a leading `{`), as a client's values are. Row fields take COPY's escapes. In JSON each line is an object.
public enum ReplyPrinter {
  public static func print(_ reply: Reply, tag: String? = nil, format: ReplyFormat = .words) -> [UInt8] {
    var octets: [UInt8] = []
    print(reply, tag: tag, format: format, into: &octets)
    return octets
  }

  /// Appends, so that the replies of a batch make one buffer.
  public static func print(_ reply: Reply, tag: String? = nil, format: ReplyFormat = .words, into octets: inout [UInt8]) {
    if let challenge = reply.challenge { return more(challenge, tag: tag, format: format, into: &octets) }
    switch format {
    case .words: words(reply, tag: tag, into: &octets)
    case .json: JSONReplies.append(reply, tag: tag, to: &octets)
    }
  }

  /// What a WATCH pushes. It belongs to no command and has no tag.
  public static func print(_ event: Event, format: ReplyFormat = .words, into octets: inout [UInt8]) {
    switch format {
    case .words: octets.append(contentsOf: "> \(event.seq) \(event.name)\(fields(event.fields))\n".utf8)
    case .json: JSONReplies.append(event, to: &octets)
    }
  }

  /// The server needs more, during AUTH: `+ <base64>`.
  public static func more(_ base64: String, tag: String? = nil, format: ReplyFormat = .words, into octets: inout [UInt8]) {
    switch format {
    case .words: octets.append(contentsOf: "\(head(tag))+ \(base64)\n".utf8)
    case .json: JSONReplies.more(base64, tag: tag, to: &octets)
    }
  }

  /// The first line of a connection: `OK muster proto=1 …`, or a `BYE` as it stands.
  public static func greeting(_ final: Final) -> [UInt8] {
    guard final.word == .ok else { return Array("\(line(final))\n".utf8) }
    return Array("OK muster\(tail(final))\n".utf8)
  }

  /// The final line in words, without tag and line end; also what is kept for a `key=`.
  public static func line(_ final: Final) -> String {
    guard final.word != .ok else { return "OK" + tail(final) }
    return "\(final.word.rawValue) \((final.code ?? .internal).rawValue)" + tail(final)
  }

  private static func words(_ reply: Reply, tag: String?, into octets: inout [UInt8]) {
    let before = head(tag)
    if let table = reply.table {
      octets.append(contentsOf: "\(before)# \(table.columns.joined(separator: "\t"))\n".utf8)
      for row in table.rows {
        octets.append(contentsOf: "\(before)| \(row.map(Spell.field).joined(separator: "\t"))\n".utf8)
      }
    }
    octets.append(contentsOf: "\(before)\(line(reply.final))\n".utf8)
  }

  private static func head(_ tag: String?) -> String { tag.map { "@\($0) " } ?? "" }

  private static func tail(_ final: Final) -> String {
    fields(final.fields) + (final.text.map { " -- \(Spell.sentence($0))" } ?? "")
  }

  /// `name=value …` as in a final, without the blank before it.
  public static func spelt(_ fields: [Field]) -> String { String(self.fields(fields).dropFirst()) }

  private static func fields(_ fields: [Field]) -> String {
    fields.reduce(into: "") { $0 += " \($1.name)=\(Spell.value($1.value))" }
  }
}
