import Glibc

/// How a file's bytes spell its characters. A table saved by a Chinese spreadsheet is GB18030 unless told otherwise, one
/// saved by anything else UTF-8, with or without a byte-order mark.
public enum TextEncoding: String, CaseIterable, Hashable, Sendable {
  case utf8 = "utf-8"
  case utf8WithMark = "utf-8-bom"
  case gb18030

  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let gb18030Mark: [UInt8] = [0x84, 0x31, 0x95, 0x33]

  /// Why bytes cannot be read as text; `line` is the physical line of the first byte at fault.
  enum Failure: Error, Hashable {
    case utf16
    case notUTF8(line: Int)
    case notGB18030(line: Int)
    case noConverter
  }

  /// The same text as valid UTF-8 without its mark. Bytes that are not UTF-8 are taken for GB18030, unless most of their
  /// characters are good UTF-8: then the file is a damaged one, and guessing would make nonsense of it.
  static func decode(_ bytes: [UInt8]) throws(Failure) -> ArraySlice<UInt8> {
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) { throw .utf16 }
    if bytes.starts(with: mark) {
      let rest = bytes[mark.count...]
      if let fault = UTF8Survey(rest).firstFault { throw .notUTF8(line: line(of: fault, in: bytes)) }
      return rest
    }
    if bytes.starts(with: gb18030Mark) {
      return try fromGB18030(bytes[gb18030Mark.count...], in: bytes)[...]
    }
    let survey = UTF8Survey(bytes[...])
    guard let fault = survey.firstFault else { return bytes[...] }
    if looksLikeUTF16(bytes) { throw .utf16 }
    if survey.wellFormed > survey.illFormed { throw .notUTF8(line: line(of: fault, in: bytes)) }
    return try fromGB18030(bytes[...], in: bytes)[...]
  }

  /// `utf8` spelt in this encoding; nil if the machine lacks a converter.
  func encode(_ utf8: [UInt8]) -> [UInt8]? {
    switch self {
    case .utf8: utf8
    case .utf8WithMark: Self.mark + utf8
    case .gb18030: try? Self.convert(utf8[...], from: "UTF-8", to: "GB18030").get()
    }
  }

  /// Without a mark, UTF-16 of mostly ASCII has a zero in every other byte.
  private static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
    let head = bytes.prefix(4096)
    return head.count >= 4 && head.count(where: { $0 == 0 }) * 8 >= head.count
  }

  private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
    1 + bytes[..<offset].count(where: { $0 == .lineFeed })
  }

  private static func fromGB18030(_ bytes: ArraySlice<UInt8>, in whole: [UInt8]) throws(Failure) -> [UInt8] {
    switch convert(bytes, from: "GB18030", to: "UTF-8") {
    case .success(let utf8): return utf8
    case .failure(.noConverter): throw .noConverter
    case .failure(.badByte(let offset)): throw .notGB18030(line: line(of: bytes.startIndex + offset, in: whole))
    }
  }

  private enum ConversionFailure: Error {
    case noConverter
    case badByte(at: Int)
  }

  private static func convert(
    _ bytes: ArraySlice<UInt8>, from source: String, to target: String
  ) -> Result<[UInt8], ConversionFailure> {
    guard let converter = iconv_open(target, source), Int(bitPattern: converter) != -1 else { return .failure(.noConverter) }
    defer { iconv_close(converter) }
    // No character's spelling in the one is more than twice as long as in the other: 2 to 3, 3 to 2, 2 to 4, 4 to 4 bytes.
    var output = [UInt8](repeating: 0, count: bytes.count * 2 + 16)
    var input = Array(bytes)
    var left = (input: input.count, output: output.count)
    let status = input.withUnsafeMutableBytes { source in
      output.withUnsafeMutableBytes { target in
        var from = source.bindMemory(to: CChar.self).baseAddress
        var to = target.bindMemory(to: CChar.self).baseAddress
        return iconv(converter, &from, &left.input, &to, &left.output)
      }
    }
    // A count above 0 means characters replaced by others: not the same text.
    guard status == 0 else { return .failure(.badByte(at: input.count - left.input)) }
    output.removeLast(left.output)
    return .success(output)
  }
}

/// Counts the multi-byte characters of a text that are well formed UTF-8 (RFC 3629) and the places that are not.
private struct UTF8Survey {
  var wellFormed = 0
  var illFormed = 0
  var firstFault: Int?

  init(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBufferPointer { buffer in
      var at = 0
      while at < buffer.count {
        if buffer[at] < 0x80 {
          at += 1
          continue
        }
        let length = Self.length(buffer, at)
        if length == 0 {
          illFormed += 1
          if firstFault == nil { firstFault = bytes.startIndex + at }
          at += 1
        } else {
          wellFormed += 1
          at += length
        }
      }
    }
  }

  /// The length of the well formed sequence at `at`, or 0. Bounds on the second byte by RFC 3629, section 4.
  private static func length(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    let second: ClosedRange<UInt8>
    let length: Int
    switch bytes[at] {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard at + length <= bytes.count, second.contains(bytes[at + 1]) else { return 0 }
    for index in 2..<max(length, 2) where bytes[at + index] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
