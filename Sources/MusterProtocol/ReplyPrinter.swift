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
    case .words:
      octets.append(contentsOf: "> \(event.seq) \(event.name)".utf8)
      append(event.fields, to: &octets)
      octets.append(Octet.lineFeed)
    case .json: JSONReplies.append(event, to: &octets)
    }
  }

  /// The server needs more, during AUTH: `+ <base64>`.
  public static func more(_ base64: String, tag: String? = nil, format: ReplyFormat = .words, into octets: inout [UInt8]) {
    switch format {
    case .words:
      head(tag, to: &octets)
      octets.append(contentsOf: "+ \(base64)\n".utf8)
    case .json: JSONReplies.more(base64, tag: tag, to: &octets)
    }
  }

  /// The first line of a connection: `OK muster proto=1 …`, or a `BYE` as it stands.
  public static func greeting(_ final: Final) -> [UInt8] {
    var octets: [UInt8] = []
    if final.word == .ok {
      octets.append(contentsOf: "OK muster".utf8)
      tail(final, to: &octets)
    } else {
      append(final, to: &octets)
    }
    octets.append(Octet.lineFeed)
    return octets
  }

  /// The final line in words, without tag and line end; also what is kept for a `key=`.
  public static func line(_ final: Final) -> String {
    var octets: [UInt8] = []
    append(final, to: &octets)
    return String(decoding: octets, as: UTF8.self)
  }

  // MARK: Words, appended octet by octet: a string in between for each would cost more than all the rest of a short answer

  private static func words(_ reply: Reply, tag: String?, into octets: inout [UInt8]) {
    if let table = reply.table {
      head(tag, to: &octets)
      octets.append(UInt8(ascii: "#"))
      for (index, column) in table.columns.enumerated() {
        octets.append(index == 0 ? Octet.space : Octet.tab)
        octets.append(contentsOf: column.utf8)
      }
      octets.append(Octet.lineFeed)
      for row in table.rows {
        head(tag, to: &octets)
        octets.append(UInt8(ascii: "|"))
        for (index, field) in row.enumerated() {
          octets.append(index == 0 ? Octet.space : Octet.tab)
          octets.append(contentsOf: Spell.field(field).utf8)
        }
        // A row without columns still has its blank.
        if row.isEmpty { octets.append(Octet.space) }
        octets.append(Octet.lineFeed)
      }
    }
    head(tag, to: &octets)
    append(reply.final, to: &octets)
    octets.append(Octet.lineFeed)
  }

  private static func head(_ tag: String?, to octets: inout [UInt8]) {
    guard let tag else { return }
    octets.append(Octet.at)
    octets.append(contentsOf: tag.utf8)
    octets.append(Octet.space)
  }

  /// `name=value …` as in a final, without the blank before it.
  public static func spelt(_ fields: [Field]) -> String {
    var octets: [UInt8] = []
    append(fields, to: &octets)
    return String(decoding: octets.dropFirst(), as: UTF8.self)
  }

  private static func append(_ final: Final, to octets: inout [UInt8]) {
    octets.append(contentsOf: final.word.rawValue.utf8)
    if final.word != .ok {
      octets.append(Octet.space)
      octets.append(contentsOf: (final.code ?? .internal).rawValue.utf8)
    }
    tail(final, to: &octets)
  }

  private static func tail(_ final: Final, to octets: inout [UInt8]) {
    append(final.fields, to: &octets)
    guard let text = final.text else { return }
    octets.append(contentsOf: " -- ".utf8)
    octets.append(contentsOf: Spell.sentence(text).utf8)
  }

  private static func append(_ fields: [Field], to octets: inout [UInt8]) {
    for field in fields {
      octets.append(Octet.space)
      octets.append(contentsOf: field.name.utf8)
      octets.append(Octet.equals)
      octets.append(contentsOf: Spell.value(field.value).utf8)
    }
  }
}
