import MusterProtocol
import MusterStore
import SCRAM
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Parts of a login") struct LoginPartsTests {
  private static let verifier = Verifier(
    saltedPassword: Array(repeating: 7, count: 32), salt: Array(repeating: 9, count: 16), iterations: Verifier.usualIterations)

  @Test("What is sealed for an account opens for it under that key, and for no other account or key")
  func sealing() throws {
    let key = TestWorld.loginKey
    let sealed = try key.seal(Self.verifier, account: 5)
    func opened(_ sealed: [UInt8], account: Int64, by key: LoginKey) -> Bool {
      key.verifier(for: "x", SealedPassword(account: account, number: 1, sealed: sealed)).isReal
    }
    #expect(key.verifier(for: "x", SealedPassword(account: 5, number: 1, sealed: sealed)).verifier == Self.verifier)
    #expect(!opened(sealed, account: 6, by: key))
    let other = try #require(LoginKey(Array(repeating: 1, count: 32)))
    #expect(!opened(sealed, account: 5, by: other))
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(!opened(changed, account: 5, by: key), "octet \(index)")
    }
    #expect(try key.seal(Self.verifier, account: 5) != sealed)
  }

  @Test("A name without a password has a salt of its own that stays, as long and with as many iterations as a real one")
  func decoys() throws {
    let key = TestWorld.loginKey
    let first = key.verifier(for: "nobody", nil)
    #expect(!first.isReal)
    #expect(first.verifier.salt == key.verifier(for: "nobody", nil).verifier.salt)
    #expect(first.verifier.salt != key.verifier(for: "nobody2", nil).verifier.salt)
    #expect(first.verifier.salt.count == Verifier.saltLength)
    #expect(first.verifier.iterations == Verifier.usualIterations)
    let other = try #require(LoginKey(Array(repeating: 1, count: 32)))
    #expect(other.verifier(for: "nobody", nil).verifier.salt != first.verifier.salt)
    #expect(LoginKey(Array(repeating: 1, count: 31)) == nil)
  }

  @Test(
    "Networks are read in one spelling, or not at all",
    arguments: [
      ("10.1.2.3", ["10.1.2.3/32"]), ("10.0.0.0/8,192.168.1.0/24", ["10.0.0.0/8", "192.168.1.0/24"]),
      ("FD00::/8", ["fd00::/8"]), ("2001:DB8::1", ["2001:db8::1/128"]), ("::ffff:10.1.2.3", ["10.1.2.3/32"]),
      ("0.0.0.0/0", ["0.0.0.0/0"]), ("10.0.0.1/8", nil), ("10.0.0.0/33", nil), ("10.0.0.0/08", nil), ("10.0.0", nil), ("", nil),
      ("10.0.0.1,", nil), ("10.0.0.1,10.0.0.1/32", nil), ("fe80::1%eth0", nil), ("host", nil), ("10.0.0.0/8/8", nil),
    ] as [(String, [String]?)])
  func networks(text: String, canonical: [String]?) { #expect(NetworkList.canonical(text) == canonical) }

  @Test("A list of networks has 32 at most")
  func manyNetworks() {
    #expect(NetworkList.canonical((0..<32).map { "10.0.0.\($0)" }.joined(separator: ","))?.count == 32)
    #expect(NetworkList.canonical((0..<33).map { "10.0.0.\($0)" }.joined(separator: ",")) == nil)
  }

  @Test(
    "A token's verbs are read in one spelling, or not at all",
    arguments: [
      ("READ", ["read"]), ("checkin,Checkout,EVENTS", ["CHECKIN", "CHECKOUT", "EVENTS"]),
      ("needs,NEEDS,Events", ["needs", "NEEDS", "EVENTS"]), ("", nil),
      ("read,read", nil), ("NOSUCH", nil), ("read, EVENTS", nil), ("read,", nil),
    ] as [(String, [String]?)])
  func verbs(text: String, canonical: [String]?) { #expect(TokenScope.canonical(text) == canonical) }

  @Test(
    "read stands for exactly the verbs that change nothing, and the session's own are always there", arguments: VerbTable.rows)
  func reading(row: VerbRow) {
    let isOfSession = row.group == VerbGroup.session.rawValue
    #expect(TokenScope.allows(row, ["read"]) == (isOfSession || !row.changes))
    #expect(TokenScope.allows(row, ["events"]) == (isOfSession || row.group == "events"))
    #expect(TokenScope.allows(row, [row.name]))
    #expect(TokenScope.allows(row, nil))
  }
}
