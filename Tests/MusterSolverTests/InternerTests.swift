import Testing

@testable import MusterSolver

@Suite("Numbering names") struct InternerTests {
  @Test("tells strings apart that differ in one byte, wherever it stands, and in zeros at the end")
  func bytes() {
    for count in 0..<40 {
      let name = String(repeating: "a", count: count)
      #expect(name.withBytes { a in String(repeating: "a", count: count).withBytes { a == $0 } })
      #expect(!name.withBytes { a in (name + "\0").withBytes { a == $0 } })
      for at in 0..<count {
        let other = String(repeating: "a", count: at) + "b" + String(repeating: "a", count: count - at - 1)
        #expect(!name.withBytes { a in other.withBytes { a == $0 } })
      }
    }
  }

  @Test("gives numbers in order of appearance, the same ones the second time, and the strings back")
  func numbers() {
    let names = (0..<3000).map { String(repeating: "甲", count: $0 % 7) + "\($0)" } + ["", "\0", "\0\0", "a\0", "a"]
    var interner = Interner()
    for round in 0..<2 {
      for (number, name) in names.enumerated() {
        #expect(round > 0 || interner.find(name) == nil)
        #expect(interner.intern(name) == Int32(number))
      }
    }
    #expect(Array(interner.names) == names && interner.count == names.count)
  }

  @Test("gives names that differ little hashes that differ")
  func spread() {
    let hashes = (0..<1000).map { "m\($0)".withBytes(HashSeed().hash) }
    #expect(Set(hashes).count > 990)
  }
}
