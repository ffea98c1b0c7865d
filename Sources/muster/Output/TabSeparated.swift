import MusterProtocol

/// Rows for programs: one line a row, tabs between fields, PostgreSQL's COPY escapes kept (`\t \n \r \\`, `\N` for
/// null), so that no value can break a line and `COPY … FROM` reads it as it is.
struct TabSeparated {
  var hasHeader = true

  func draw(_ table: Table) -> String {
    var out = hasHeader ? table.columns.map(escaped).joined(separator: "\t") + "\n" : ""
    for row in table.rows {
      out += row.map { $0.map(escaped) ?? "\\N" }.joined(separator: "\t") + "\n"
    }
    return out
  }

  private func escaped(_ field: String) -> String {
    var out = ""
    for scalar in field.unicodeScalars {
      switch scalar.value {
      case 0x5C: out += "\\\\"
      case 0x09: out += "\\t"
      case 0x0A: out += "\\n"
      case 0x0D: out += "\\r"
      case 0..<0x20, 0x7F: out += (scalar.value < 0x10 ? "\\x0" : "\\x") + String(scalar.value, radix: 16)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
