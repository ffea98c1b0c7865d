import Testing

@testable import MusterCity

@Suite("A CSV text") struct CSVTableTests {
  private func read(_ text: String) -> (records: [[String]], lines: [Int], failures: [CSVTable.Failure]) {
    let table = CSVTable(Array(text.utf8)[...])
    let records = table.records.map { record in (0..<record.count).map { table.text(record, $0) } }
    return (records, table.records.map(\.line), table.failures)
  }

  @Test(
    "is split into records and fields as RFC 4180 has it",
    arguments: [
      ("", []), ("a", [["a"]]), ("a,b\n", [["a", "b"]]), ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
      (",\n", [["", ""]]), ("a,\n", [["a", ""]]), ("\"\"\n", [[""]]), ("\"a,b\",c\n", [["a,b", "c"]]),
      ("\"a\"\"b\"\n", [["a\"b"]]), ("\"\"\"\"\n", [["\""]]), ("\"a\r\nb\nc\",d\r\n", [["a\r\nb\nc", "d"]]),
      ("编号,姓名\n1,王\n", [["编号", "姓名"], ["1", "王"]]), (" a , b \n", [[" a ", " b "]]),
    ] as [(String, [[String]])])
  func wellFormed(text: String, expected: [[String]]) {
    let (records, _, failures) = read(text)
    #expect(records == expected)
    #expect(failures.isEmpty)
  }

  @Test("knows the physical line on which each record begins, past fields of several lines")
  func lines() {
    #expect(read("a\n\"b\n\nc\",d\ne\r\nf").lines == [1, 2, 5, 6])
  }

  @Test(
    "names the fault, its line and its field, and reads on with the next line",
    arguments: [
      ("a,b\"c,d\nx,y\n", 1, 1, .quoteInBareField), ("a,\"b\"c\nx,y\n", 1, 1, .textAfterQuote),
      ("a,\"b\n c,d\nx,y\n", 1, 1, .quoteNeverClosed), ("a\rb,c\nx,y\n", 1, 0, .loneCarriageReturn),
      ("\nx,y\n", 1, 0, .blankLine), ("\r\nx,y\n", 1, 0, .blankLine), ("\"a\n\"b,c\nx,y\n", 2, 0, .textAfterQuote),
    ] as [(String, Int, Int, CSVTable.Fault)])
  func faults(text: String, line: Int, field: Int, fault: CSVTable.Fault) {
    let (records, _, failures) = read(text)
    #expect(failures == [CSVTable.Failure(line: line, field: field, fault: fault)])
    #expect(records.last == ["x", "y"])
  }

  @Test("that opens many quotes and closes none is still read in a time that grows with its length")
  func manyOpenQuotes() {
    let text = String(repeating: "\"\"\"\n", count: 20_001)
    #expect(!read(text).failures.isEmpty)
  }

  @Test("is read back as the records that were written, whatever they hold", arguments: 0..<40)
  func roundTrip(seed: UInt64) {
    var random = SampleRandom(seed: seed, label: "csv")
    let pieces = ["", ",", "\"", "\n", "\r\n", "a", "编号", " ", "\t", "=1", "\"\"", "é", "𠮷", ";", "x,y"]
    let written = (0..<random.within(1...30)).map { _ in
      (0..<random.within(1...6)).map { _ in
        (0..<random.below(5)).map { _ in random.one(of: pieces) }.joined()
      }
    }
    var writer = CSVWriter()
    for record in written { writer.write(record) }
    let table = CSVTable(writer.bytes[...])
    #expect(table.failures.isEmpty)
    #expect(table.records.map { record in (0..<record.count).map { table.text(record, $0) } } == written)
  }
}
