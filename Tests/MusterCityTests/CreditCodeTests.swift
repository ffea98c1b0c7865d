import Testing

@testable import MusterCity

@Suite("A unified social credit code") struct CreditCodeTests {
  @Test(
    "is valid with the check character of GB 32100-2015",
    arguments: ["91350100M000100Y43", "91110000600037341L", "914403001922038216"])
  func valid(code: String) {
    #expect(CreditCode.isValid(code))
  }

  @Test(
    "is refused with any other check character, length or character",
    arguments: [
      "91350100M000100Y44", "91350100M000100Y4", "91350100M000100Y433", "91350100m000100y43", "9135010OM000100Y43", "",
      "91350100M00010OY43", "A1110000600037341L",
    ])
  func invalid(code: String) {
    #expect(!CreditCode.isValid(code))
  }

  @Test("has one valid check character among the 31, whatever comes before it")
  func exactlyOne() {
    for body in ["11150602XM0000019", "52350800XM0001234", "91150702MA0TEST12".replacing("S", with: "Q")] {
      let good = CreditCode.alphabet.filter { CreditCode.isValid(body + String(UnicodeScalar($0))) }
      #expect(good.count == 1)
    }
  }

  @Test("any two characters exchanged side by side are noticed")
  func exchanges() {
    let code = Array("91350100M000100Y43")
    for index in 0..<17 where code[index] != code[index + 1] {
      var wrong = code
      wrong.swapAt(index, index + 1)
      #expect(!CreditCode.isValid(String(wrong)))
    }
  }

  @Test("of a made-up unit is right by GB 11714 as well", arguments: [("D2143569", "X"), ("M000100Y", "4")])
  func organisation(body: String, check: String) {
    #expect(SampleUnits.organisationCheck(body) == check)
  }
}
