/// A message taken apart at its commas: each part is a letter, `=` and a value. On octets; the order is the caller's to demand.
struct Attributes {
  private var rest: [ArraySlice<UInt8>]

  init(_ message: ArraySlice<UInt8>) { rest = message.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) }

  var isEmpty: Bool { rest.isEmpty }

  /// Takes the next part, which must be that letter's.
  mutating func take(_ letter: Unicode.Scalar) throws(ExchangeFault) -> ArraySlice<UInt8> {
    guard let part = rest.first else { throw .malformed }
    if part.starts(with: "m=".utf8) { throw .mandatoryExtension }
    guard part.starts(with: [UInt8(ascii: letter), UInt8(ascii: "=")]) else { throw .malformed }
    rest.removeFirst()
    return part.dropFirst(2)
  }

  /// Takes a letter's part from the end.
  mutating func takeLast(_ letter: Unicode.Scalar) throws(ExchangeFault) -> ArraySlice<UInt8> {
    guard let part = rest.last, part.starts(with: [UInt8(ascii: letter), UInt8(ascii: "=")]) else { throw .malformed }
    rest.removeLast()
    return part.dropFirst(2)
  }

  /// What is left are optional extensions, which are ignored where they are well-formed; a letter that means something
  /// already is none.
  func endsWithExtensions() throws(ExchangeFault) {
    for part in rest {
      guard part.count > 2, let letter = part.first, part.dropFirst().first == UInt8(ascii: "="), Self.isLetter(letter),
        part.dropFirst(2).allSatisfy({ $0 != 0 })
      else { throw .malformed }
      if letter == UInt8(ascii: "m") { throw .mandatoryExtension }
      guard !"anrcsipve".utf8.contains(letter) else { throw .malformed }
    }
  }

  /// `posit-number` below 2^31.
  static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...10).contains(digits.count), digits.first != UInt8(ascii: "0"),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return value < 1 << 31 ? value : nil
  }

  /// `printable`: visible ASCII but the comma.
  static func isNonce(_ octets: ArraySlice<UInt8>) -> Bool {
    !octets.isEmpty && octets.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
  }

  private static func isLetter(_ octet: UInt8) -> Bool { (0x61...0x7A).contains(octet | 0x20) }
}
