/// The records of one CSV text, by RFC 4180 read strictly: fields between commas, quoted where they hold a comma, a quote
/// or a line break, quotes doubled inside; lines end in LF or CRLF; the last line end may be missing. What the RFC leaves
/// open is refused here: a quote inside a bare field, text after a closing quote, a lone CR, a blank line.
/// Works on bytes that are known to be UTF-8 and copies each field once; knows nothing of headers or columns.
struct CSVTable: Sendable {
  struct Record: Sendable {
    /// Index of the first of `count` fields in the table's `ends`.
    let first: Int
    let count: Int
    /// The physical line, from 1, on which the record begins.
    let line: Int
  }

  enum Fault: Hashable, Sendable {
    case quoteInBareField, textAfterQuote, quoteNeverClosed, loneCarriageReturn, blankLine
  }

  /// A record that could not be read: where, and in which field (from 0).
  struct Failure: Hashable, Sendable {
    let line: Int
    let field: Int
    let fault: Fault
  }

  private(set) var records: [Record] = []
  private(set) var failures: [Failure] = []
  /// All fields' contents, unquoted, one after the other; field i is `ends[i] ..< ends[i + 1]`.
  private(set) var content: [UInt8] = []
  private(set) var ends: [Int] = [0]
  private var hasRewound = false

  /// Reads all of `bytes`. A record at fault is left out and reading goes on at the next physical line.
  init(_ bytes: ArraySlice<UInt8>) {
    content.reserveCapacity(bytes.count)
    bytes.withUnsafeBufferPointer { buffer in
      var scanner = CSVScanner(bytes: buffer)
      while scanner.at < buffer.count { readRecord(&scanner) }
    }
  }

  /// The bytes of field `index` of `record`.
  func bytes(_ record: Record, _ index: Int) -> ArraySlice<UInt8> {
    content[ends[record.first + index]..<ends[record.first + index + 1]]
  }

  func text(_ record: Record, _ index: Int) -> String { String(decoding: bytes(record, index), as: UTF8.self) }

  private mutating func readRecord(_ scanner: inout CSVScanner) {
    let line = scanner.line
    let firstField = ends.count - 1
    let contentBefore = content.count
    let start = scanner.at
    while true {
      switch scanner.field(into: &content) {
      case .comma:
        ends.append(content.count)
        continue
      case .end:
        ends.append(content.count)
        let count = ends.count - 1 - firstField
        if count == 1, content.count == contentBefore, scanner.isLineBreak(at: start) {
          refuse(Failure(line: line, field: 0, fault: .blankLine), firstField, contentBefore)
        } else {
          records.append(Record(first: firstField, count: count, line: line))
        }
        return
      case .fault(let fault, let faultLine):
        refuse(Failure(line: faultLine, field: ends.count - 1 - firstField, fault: fault), firstField, contentBefore)
        // A quote that nobody closed swallowed all that follows: go back once, so that those rows are checked as well.
        // Only once, since each return costs a walk to the end.
        if fault == .quoteNeverClosed, !hasRewound {
          hasRewound = true
          (scanner.at, scanner.line) = (start, line)
        }
        scanner.skipLine()
        return
      }
    }
  }

  private mutating func refuse(_ failure: Failure, _ firstField: Int, _ contentBefore: Int) {
    failures.append(failure)
    ends.removeLast(ends.count - 1 - firstField)
    content.removeLast(content.count - contentBefore)
  }
}

/// Walks over the bytes of a CSV text, field by field, and counts physical lines.
private struct CSVScanner {
  enum Stop {
    case comma, end
    case fault(CSVTable.Fault, line: Int)
  }

  let bytes: UnsafeBufferPointer<UInt8>
  var at = 0
  var line = 1

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  func isLineBreak(at position: Int) -> Bool { bytes[position] == .lineFeed || bytes[position] == .carriageReturn }

  mutating func field(into content: inout [UInt8]) -> Stop {
    guard at < bytes.count else { return .end }
    return bytes[at] == .quote ? quoted(into: &content) : bare(into: &content)
  }

  mutating func skipLine() {
    while at < bytes.count {
      at += 1
      if bytes[at - 1] == .lineFeed {
        line += 1
        return
      }
    }
  }

  private mutating func bare(into content: inout [UInt8]) -> Stop {
    let start = at
    while at < bytes.count {
      switch bytes[at] {
      case .comma, .lineFeed, .carriageReturn:
        content.append(contentsOf: bytes[start..<at])
        return stop()
      case .quote: return .fault(.quoteInBareField, line: line)
      default: at += 1
      }
    }
    content.append(contentsOf: bytes[start..<at])
    return .end
  }

  private mutating func quoted(into content: inout [UInt8]) -> Stop {
    let opened = line
    at += 1
    var start = at
    while at < bytes.count {
      switch bytes[at] {
      case .quote:
        content.append(contentsOf: bytes[start..<at])
        at += 1
        guard at < bytes.count, bytes[at] == .quote else { return stop() }
        start = at
      case .lineFeed: line += 1
      default: break
      }
      at += 1
    }
    return .fault(.quoteNeverClosed, line: opened)
  }

  /// What follows a field: consumes the comma or the line's end.
  private mutating func stop() -> Stop {
    guard at < bytes.count else { return .end }
    switch bytes[at] {
    case .comma:
      at += 1
      return .comma
    case .lineFeed:
      at += 1
    case .carriageReturn:
      guard at + 1 < bytes.count, bytes[at + 1] == .lineFeed else {
        return .fault(.loneCarriageReturn, line: line)
      }
      at += 2
    default: return .fault(.textAfterQuote, line: line)
    }
    line += 1
    return .end
  }
}

extension UInt8 {
  static let comma = UInt8(ascii: ",")
  static let quote = UInt8(ascii: "\"")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
