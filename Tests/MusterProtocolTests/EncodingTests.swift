import Testing

@testable import MusterProtocol

@Suite("The encoding check") struct EncodingTests {
  /// The standard library's decoder and the grammar's list of forbidden characters, written down a second time.
  private func isRight(_ octets: [UInt8]) -> Bool {
    guard let text = String(validating: octets, as: UTF8.self) else { return false }
    let bidi: Set<UInt32> = [0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069]
    return text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && !bidi.contains($0.value) }
  }

  private func agrees(_ octets: [UInt8]) -> Bool { (Encoding.fault(in: octets) == nil) == isRight(octets) }

  @Test("agrees with a reference decoder on all one-octet and two-octet inputs")
  func short() {
    #expect((UInt8.min...UInt8.max).allSatisfy { agrees([$0]) })
    for first in UInt8.min...UInt8.max {
      #expect((UInt8.min...UInt8.max).allSatisfy { agrees([first, $0]) }, "after \(first)")
    }
  }

  private static let edges: [UInt8] = [
    0x00, 0x41, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x9F, 0xA0, 0xA6, 0xA9, 0xA8, 0xAE, 0xBF, 0xC0, 0xFF,
  ]

  @Test("agrees on three octets, for every beginning of two")
  func three() {
    for first in UInt8(0xC0)...0xFF {
      for second in UInt8.min...UInt8.max {
        #expect(Self.edges.allSatisfy { agrees([first, second, $0]) }, "after \(first) \(second)")
      }
    }
  }

  @Test("agrees on four octets: overlong, surrogate, beyond U+10FFFF and cut short")
  func four() {
    for first in UInt8(0xEF)...0xF8 {
      for second in UInt8(0x70)...0xC8 {
        for third in Self.edges {
          #expect(Self.edges.allSatisfy { agrees([first, second, third, $0]) }, "after \(first) \(second) \(third)")
        }
      }
    }
  }

  @Test("names the offset and lets line feeds and tabs pass only where lines are allowed")
  func places() {
    #expect(Encoding.fault(in: Array("王\u{7}".utf8)) == .forbidden("\u{7}", at: 3))
    #expect(Encoding.fault(in: [0x41, 0xC3]) == .malformed(at: 1))
    #expect(Encoding.fault(in: Array("a\n\tb".utf8), allowing: Encoding.inLiterals) == nil)
    #expect(Encoding.fault(in: Array("a\n\tb".utf8)) == .forbidden("\n", at: 1))
    #expect(Encoding.fault(in: Array("a\r\n".utf8), allowing: Encoding.inLiterals) == .forbidden("\r", at: 1))
  }
}
