extension Instance {
  /// A plan as `muster-plan/1`, UTF-8, one assignment a line, ordered by shift and member.
  public func json(of plan: Plan, score: Int?, bound: Int?) -> [UInt8] {
    var out = Array("{\"format\":\"muster-plan/1\"".utf8)
    if let score { out.append(contentsOf: ",\"score\":\(score)".utf8) }
    if let bound { out.append(contentsOf: ",\"bound\":\(bound)".utf8) }
    out.append(contentsOf: ",\n\"assignments\":[".utf8)
    out.reserveCapacity(out.count + plan.triples.count * 32)
    for (index, triple) in plan.triples.sorted().enumerated() {
      out.append(contentsOf: (index == 0 ? "\n[" : ",\n[").utf8)
      JSONText.append(members.ids, Int(triple.member), to: &out)
      out.append(UInt8(ascii: ","))
      JSONText.append(shifts.ids, Int(triple.shift), to: &out)
      out.append(contentsOf: ",\(triple.time)]".utf8)
    }
    out.append(contentsOf: "]}\n".utf8)
    return out
  }
}

/// Writing strings as JSON.
public enum JSONText {
  /// Appends a quoted string; control characters, quotes and backslashes are escaped, all else stays UTF-8.
  public static func append(_ text: String, to out: inout [UInt8]) { text.withBytes { append($0.raw, to: &out) } }

  /// Appends one of many names as a quoted string, without making a `String` of it.
  static func append(_ names: Names, _ number: Int, to out: inout [UInt8]) {
    names.withBytes(of: number) { append($0.raw, to: &out) }
  }

  private static func append(_ raw: UnsafeRawBufferPointer, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in raw {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        out.append(contentsOf: "\\u00".utf8)
        out.append(digits[Int(byte >> 4)])
        out.append(digits[Int(byte & 15)])
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
