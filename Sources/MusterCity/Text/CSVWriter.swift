/// Writes records as RFC 4180 has them: CRLF line ends, quotes only where a field needs them. What it writes, `CSVTable`
/// reads back to the same fields.
struct CSVWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ fields: [String]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(.comma) }
      // A record of one empty field would be a blank line, which the reader refuses.
      append(field, quoting: fields.count == 1 && field.isEmpty)
    }
    bytes.append(.carriageReturn)
    bytes.append(.lineFeed)
  }

  private mutating func append(_ field: String, quoting always: Bool) {
    let needsQuotes =
      always
      || field.utf8.contains { $0 == .comma || $0 == .quote || $0 == .lineFeed || $0 == .carriageReturn }
    guard needsQuotes else {
      bytes.append(contentsOf: field.utf8)
      return
    }
    bytes.append(.quote)
    for byte in field.utf8 {
      if byte == .quote { bytes.append(.quote) }
      bytes.append(byte)
    }
    bytes.append(.quote)
  }
}
