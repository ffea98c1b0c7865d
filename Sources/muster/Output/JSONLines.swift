import MusterProtocol

/// A reply as the protocol's own JSON spelling: one `{"row":{column:text or null}}` a row, then one
/// `{"final":"OK",…}`, each on its own line, each with the command's `"tag"` if it had one. Values are text, as on the wire.
enum JSONLines {
  static func draw(_ reply: Reply, tag: String? = nil) -> String {
    let end = (tag.map { ",\"tag\":\(quoted($0))" } ?? "") + "}\n"
    var out = ""
    if let table = reply.table {
      for row in table.rows {
        let pairs = zip(table.columns, row).map { "\(quoted($0)):\($1.map(quoted) ?? "null")" }
        out += "{\"row\":{" + pairs.joined(separator: ",") + "}" + end
      }
    }
    var pairs = ["\"final\":\(quoted(reply.final.word.rawValue))"]
    if let code = reply.final.code { pairs.append("\"code\":\(quoted(code.rawValue))") }
    pairs += reply.final.fields.map { "\(quoted($0.name)):\(quoted($0.value))" }
    if let text = reply.final.text { pairs.append("\"text\":\(quoted(text))") }
    return out + "{" + pairs.joined(separator: ",") + end
  }

  /// RFC 8259's escapes, and as `\u` also whatever a terminal would act upon.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where TerminalText.isHarmful(scalar):
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
