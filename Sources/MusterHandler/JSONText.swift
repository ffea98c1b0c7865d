/// The little JSON that goes into `jsonb` columns: flat objects of texts, whole numbers and ready-made JSON.
enum JSONText {
  enum Value {
    case text(String)
    case number(Int64)
    case json(String)
    case null
  }

  static func object(_ fields: [(String, Value)]) -> String {
    "{" + fields.map { "\(quoted($0.0)):\(spelt($0.1))" }.joined(separator: ",") + "}"
  }

  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case let scalar where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  private static func spelt(_ value: Value) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .number(let number): String(number)
    case .json(let json): json
    case .null: "null"
    }
  }
}
