import Testing

@testable import SCRAM

@Suite("Parts of the exchange") struct PartsTests {
  @Test(
    "Base 64 has RFC 4648's spelling, and no other",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")])
  func base64(plain: String, encoded: String) {
    #expect(Base64.text(plain.utf8) == encoded)
    #expect(Base64.decode(Array(encoded.utf8)) == Array(plain.utf8))
  }

  @Test(
    "Base 64 with stray bits, blanks, short or surplus padding is none",
    arguments: ["Zh==", "Zg=", "Zg", "Zm9=", "Z g=", "====", "=", "Zm9v\n", "Zg==Zg==", "Zm9v===="])
  func badBase64(text: String) { #expect(Base64.decode(Array(text.utf8)) == nil) }

  @Test("A verifier is read and written as PostgreSQL writes it, and says nothing of itself in a log")
  func verifier() throws {
    let text =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
      + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    let verifier = try #require(Verifier(text))
    #expect(verifier == ExchangeTests.verifier)
    #expect(verifier.text == text)
    #expect("\(verifier)" == "verifier" && "\(String(reflecting: verifier))" == "verifier")
    var dumped = ""
    dump(verifier, to: &dumped)
    #expect(!dumped.contains("storedKey"))
  }

  @Test(
    "A verifier of any other spelling is none",
    arguments: [
      "", "md5abc", "SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:AA==",
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2d==",
      "SCRAM-SHA-256$04096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
      "SCRAM-SHA-256$4096:$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
      "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA", "SCRAM-SHA-256$4096$AAAA:AAAA",
    ])
  func badVerifier(text: String) { #expect(Verifier(text) == nil) }

  @Test(
    "Preparation does to a text what SASLprep does, or refuses it",
    arguments: [
      ("user", "user"), ("USER", "USER"), ("a b", "a b"), ("ｐａｓｓ１", "pass1"), ("密码　一", "密码 一"), ("\u{A0}", " "),
      ("I\u{AD}X", nil), ("\u{AA}", nil), ("\u{2168}", nil), ("\u{7}", nil), ("\u{627}1", nil), ("é", nil), ("", nil),
      ("\u{F900}", nil), ("\u{9FA6}", nil), ("a\u{7F}", nil), ("😀", nil),
    ] as [(String, String?)])
  func preparation(text: String, prepared: String?) {
    #expect(PreparedText(text)?.octets == prepared.map { Array($0.utf8) })
  }
}
