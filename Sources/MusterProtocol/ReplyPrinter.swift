/// Writes replies in words: column names, rows, final, each line with the command's tag before it and LF after it.
///
/// A field's value in a final is an atom where it can be one and is quoted otherwise (blanks, quotes, backslashes, the
/// empty text, a leading `{`), as a client's values are. Row fields take COPY's escapes.
public enum ReplyPrinter {
  public static func print(_ reply: Reply, tag: String? = nil) -> [UInt8] {
    var octets: [UInt8] = []
    print(reply, tag: tag, into: &octets)
    return octets
  }

  /// Appends, so that the replies of a batch make one buffer.
  public static func print(_ reply: Reply, tag: String? = nil, into octets: inout [UInt8]) {
    let before = tag.map { "@\($0) " } ?? ""
    if let table = reply.table {
      octets.append(contentsOf: "\(before)# \(table.columns.joined(separator: "\t"))\n".utf8)
      for row in table.rows {
        octets.append(contentsOf: "\(before)| \(row.map(Spell.field).joined(separator: "\t"))\n".utf8)
      }
    }
    octets.append(contentsOf: "\(before)\(line(reply.final))\n".utf8)
  }

  /// The first line of a connection: `OK muster proto=1 …`, or a `BYE` as it stands.
  public static func greeting(_ final: Final) -> [UInt8] {
    guard final.word == .ok else { return Array("\(line(final))\n".utf8) }
    return Array("OK muster\(tail(final))\n".utf8)
  }

  /// The final line without tag and line end; also what is kept for a `key=`.
  public static func line(_ final: Final) -> String {
    guard final.word != .ok else { return "OK" + tail(final) }
    return "\(final.word.rawValue) \((final.code ?? .internal).rawValue)" + tail(final)
  }

  private static func tail(_ final: Final) -> String {
    var tail = ""
    for field in final.fields { tail += " \(field.name)=\(Spell.value(field.value))" }
    if let text = final.text { tail += " -- \(Spell.sentence(text))" }
    return tail
  }
}
