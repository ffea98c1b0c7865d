import MusterBenchmark
import Testing

@Suite("Tables and figures") struct ReportTests {
  @Test("A table has a rule that sets figures to the right, rows of one length, and no cell that breaks out of it")
  func table() {
    var table = MarkdownTable([("solver", .left), ("gap | %", .right)])
    table.add(["a|b\nc", "0.5", "too much"])
    table.add(["short"])
    #expect(table.text == "| solver | gap \\| % |\n| --- | ---: |\n| a\\|b c | 0.5 |\n| short |  |\n")
  }

  @Test(
    "Figures are rounded half away from zero and keep their decimals",
    arguments: [
      (1.25, 1, "1.3"), (-1.25, 1, "−1.3"), (0.0004, 3, "0.000"), (12.0, 2, "12.00"), (2.5, 0, "3"), (0.05, 2, "0.05"),
    ])
  func fixed(value: Double, decimals: Int, text: String) { #expect(Figures.fixed(value, decimals) == text) }

  @Test("A gap that is proved closed looks unlike one that is merely small, and nothing is a dash")
  func percent() {
    #expect(Figures.percent(0) == "0")
    #expect(Figures.percent(0.0001) == "0.000")
    #expect(Figures.percent(nil) == "–")
    #expect(Figures.percent(.infinity) == "–")
    #expect(Figures.seconds(9.876) == "9.88")
    #expect(Figures.seconds(98.76) == "98.8")
    #expect(Figures.plain(5) == "5")
    #expect(Figures.plain(0.05) == "0.05")
  }

  @Test("Goals are found by size and time alone")
  func goals() {
    #expect(Goal.of("m", at: 5)?.gap == 0.05)
    #expect(Goal.of("m", at: 6) == nil)
    #expect(Goal.of("l", at: 5) == nil)
  }
}

@Suite("JSON answers") struct JSONValueTests {
  @Test("are read as they stand")
  func tree() throws {
    let json = try JSONValue(#" {"a":[1,-2.5e1,true,null],"b":"x\"\u00e9\ud83d\ude00\n","a":0} "#)
    #expect(json["a"] == .array([.integer(1), .number(-25), .bool(true), .null]))
    #expect(json["b"]?.string == "x\"é😀\n")
    #expect(json["c"] == nil)
    #expect(try JSONValue("2.0").int == 2)
    #expect(try JSONValue("7").double == 7)
  }

  @Test(
    "that are broken are refused, wherever they break",
    arguments: [
      "", "{", "[1,]", "{\"a\"}", "\"x", "tru", "1 2", "\"\\x\"", "\"\\u12\"", "nan", String(repeating: "[", count: 100_000),
    ])
  func broken(text: String) { #expect(throws: JSONFault.self) { try JSONValue(text) } }
}
