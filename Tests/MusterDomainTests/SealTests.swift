import MusterDomain
import Testing

@Suite("A seal") struct SealTests {
  @Test("gives the tags of SipHash-2-4's published vectors")
  func vectors() throws {
    let seal = try #require(Seal(key: Array(0..<16)))
    #expect(seal.tag([]) == 0x726F_DB47_DD0E_0E31)
    #expect(seal.tag([0x0706_0504_0302_0100]) == 0x93F5_F579_9A93_2462)
    #expect(Seal(key: [1, 2, 3]) == nil)
  }
}
