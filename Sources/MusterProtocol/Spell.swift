/// Puts values into the spellings of the grammar and takes them out again. Characters that the grammar forbids never get
/// on the wire: they become U+FFFD, so that a reader sees that something stood there.
enum Spell {
  /// `value` of a final: an atom where it can be one, else quoted.
  static func value(_ text: String) -> String { isAtom(text) ? text : quoted(text) }

  static func isAtom(_ text: String) -> Bool {
    guard let first = text.utf8.first, first != Octet.openBrace else { return false }
    if isPlain(text) { return text.utf8.allSatisfy { $0 != Octet.space && $0 != Octet.quote } }
    return text.unicodeScalars.allSatisfy { scalar in
      scalar != " " && scalar != "\"" && scalar != "\\" && !Encoding.isForbidden(scalar)
    }
  }

  /// In double quotes; blanks stay, line feeds and tabs become `\n` and `\t`.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(allowed(scalar))
      }
    }
    return quoted + "\""
  }

  /// A row's field by COPY's escapes.
  static func field(_ text: String?) -> String {
    guard let text else { return "\\N" }
    if isPlain(text) { return text }
    var field = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": field += "\\\\"
      case "\n": field += "\\n"
      case "\t": field += "\\t"
      case "\r": field += "\\r"
      default: field.unicodeScalars.append(allowed(scalar))
      }
    }
    return field
  }

  /// What stands after ` -- `: one line, so line ends and tabs become blanks.
  static func sentence(_ text: String) -> String {
    if isPlain(text) { return text }
    var sentence = ""
    for scalar in text.unicodeScalars {
      let isBreak = scalar == "\n" || scalar == "\t" || scalar == "\r"
      sentence.unicodeScalars.append(isBreak ? " " : allowed(scalar))
    }
    return sentence
  }

  /// Without a backslash and without any octet that may begin what the grammar forbids: most of what is written, and the same
  /// in every spelling but the atom's. Two lead octets are looked at more closely by the callers: C2 begins U+0080 to U+009F,
  /// E2 the separators and the controls of direction.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { octet in
      octet < 0x7F ? octet >= Octet.space && octet != Octet.backslash : octet > 0x7F && octet != 0xC2 && octet != 0xE2
    }
  }

  private static func allowed(_ scalar: Unicode.Scalar) -> Unicode.Scalar { Encoding.isForbidden(scalar) ? "\u{FFFD}" : scalar }
}
