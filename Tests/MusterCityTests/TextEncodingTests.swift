import Testing

@testable import MusterCity

@Suite("A file's encoding") struct TextEncodingTests {
  private func decoded(_ bytes: [UInt8]) throws -> String {
    String(decoding: try TextEncoding.decode(bytes), as: UTF8.self)
  }

  @Test("is recognised", arguments: TextEncoding.allCases)
  func recognised(encoding: TextEncoding) throws {
    let text = "编号,姓名\n1,王伟\n2,巴特尔𠮷\n3,䶮\n"
    let bytes = try #require(encoding.encode(Array(text.utf8)))
    #expect(try decoded(bytes) == text)
  }

  @Test("GB18030 spells two bytes a common character, and may begin with its own mark")
  func gb18030() throws {
    #expect(TextEncoding.gb18030.encode(Array("中文".utf8)) == [0xD6, 0xD0, 0xCE, 0xC4])
    #expect(try decoded([0x84, 0x31, 0x95, 0x33, 0xD6, 0xD0]) == "中")
  }

  @Test(
    "is refused by name and line",
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00], .utf16), ([0xFE, 0xFF, 0x00, 0x61], .utf16),
      ([0x61, 0x00, 0x2C, 0x00, 0x62, 0x00, 0xFF, 0x00], .utf16),
      ([0xEF, 0xBB, 0xBF, 0x61, 0x0A, 0xFF], .notUTF8(line: 2)),
      (Array("编号\n姓名\n".utf8) + [0xE7, 0xBC], .notUTF8(line: 3)), ([0x61, 0x0A, 0x0A, 0xFF, 0xFF], .notGB18030(line: 3)),
      ([0xD6, 0xD0, 0x0A, 0xCE], .notGB18030(line: 2)),
    ] as [([UInt8], TextEncoding.Failure)])
  func refused(bytes: [UInt8], failure: TextEncoding.Failure) {
    #expect(throws: failure) { try TextEncoding.decode(bytes) }
  }

  @Test(
    "UTF-8 is taken as RFC 3629 has it: no overlong spelling, no surrogate, nothing past U+10FFFF",
    arguments: [
      [0xC0, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80],
    ]
      as [[UInt8]])
  func strict(bytes: [UInt8]) {
    #expect(throws: TextEncoding.Failure.notUTF8(line: 1)) { try TextEncoding.decode(TextEncoding.mark + bytes) }
  }
}
