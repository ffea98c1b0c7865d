import MusterDomain
import Testing

@Suite("Ids on the wire") struct IdentifierTests {
  private let key: [UInt8] = Array(0..<16)

  @Test("come back as the number that they were made of, for every kind", arguments: Kind.allCases)
  func roundTrip(kind: Kind) throws {
    let cipher = try #require(IdentifierCipher(key: key))
    for number in [1, 2, 31, 1000, 123_456_789, IdentifierCipher.maximum] as [Int64] {
      let code = cipher.code(of: Identifier(kind, number))
      #expect(cipher.identifier(code, kind: kind) == Identifier(kind, number), "\(code)")
      #expect(cipher.identifier(code.lowercased(), kind: kind) == Identifier(kind, number))
      let other: Kind = kind == .area ? .venue : .area
      #expect(cipher.identifier(code, kind: other) == nil)
    }
  }

  @Test("of people never collide, and do not stand in the order of their numbers")
  func people() throws {
    let cipher = try #require(IdentifierCipher(key: key))
    let codes = (Int64(1)...50_000).map { cipher.code(of: Identifier(.member, $0)) }
    #expect(Set(codes).count == codes.count)
    #expect(codes.allSatisfy { $0.utf8.count == 10 && $0.hasPrefix("M-") })
    let rising = zip(codes, codes.dropFirst()).count { $0 < $1 }
    #expect((24_000...26_000).contains(rising))
  }

  @Test("of people differ by the city's key and by the kind")
  func keys() throws {
    let cipher = try #require(IdentifierCipher(key: key))
    let other = try #require(IdentifierCipher(key: key.reversed()))
    #expect(cipher.code(of: Identifier(.member, 7)) != other.code(of: Identifier(.member, 7)))
    let kinds = Kind.allCases.filter(\.isPersonal)
    let bodies = kinds.map { cipher.code(of: Identifier($0, 7)).dropFirst() }
    #expect(Set(bodies).count == kinds.count)
    #expect(IdentifierCipher(key: Array(key.dropLast())) == nil)
  }

  @Test("of one kind never read as the same number of another")
  func kinds() throws {
    let cipher = try #require(IdentifierCipher(key: key))
    for number in Int64(1)...10_000 {
      let body = cipher.code(of: Identifier(.assignment, number)).dropFirst()
      #expect(cipher.identifier("M\(body)", kind: .member)?.number != number)
    }
  }

  @Test(
    "have one spelling a number",
    arguments: ["A-0", "A-01", "A--1", "A-+1", "A-", "A", "", "B-1", "A-1 ", "A-99999999999999999999"])
  func refused(code: String) throws {
    let cipher = try #require(IdentifierCipher(key: key))
    #expect(cipher.identifier(code, kind: .area) == nil)
  }

  @Test(
    "of people are eight of Crockford's letters",
    arguments: ["M-", "M-1", "M-ABCDEFG", "M-ABCDEFGHJ", "M-ABCDEFGU", "M-ABCDEFG王"])
  func refusedPersonal(code: String) throws {
    let cipher = try #require(IdentifierCipher(key: key))
    #expect(cipher.identifier(code, kind: .member) == nil)
  }

  @Test("read I and L as 1 and O as 0, and refuse what does not fit 64 bits")
  func crockford() {
    #expect(CrockfordBase32.decode(Array("iLo".utf8)) == 1 << 10 | 1 << 5)
    #expect(CrockfordBase32.decode(Array("FZZZZZZZZZZZZ".utf8)) == .max)
    #expect(CrockfordBase32.decode(Array("G000000000000".utf8)) == nil)
    for value in [0, 1, 31, 32, 12_345_678_901_234_567_890] as [UInt64] {
      #expect(CrockfordBase32.decode(Array(CrockfordBase32.encode(value, length: 13).utf8)) == value)
    }
  }
}
