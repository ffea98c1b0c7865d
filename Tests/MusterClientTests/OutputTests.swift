import MusterProtocol
import Testing

@testable import muster

@Suite("Display width") struct DisplayWidthTests {
  @Test(
    "counts cells as a terminal does",
    arguments: [
      ("", 0), ("abc", 3), ("搬运桌椅", 8), ("ＡＢ", 4), ("ｱｲ", 2), ("é", 1), ("e\u{301}", 1), ("한글", 4),
      ("\u{1112}\u{1161}\u{11AB}", 2), ("。，", 4), ("…—", 2), ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("🇨🇳", 2), ("❤️", 2), ("❤", 1),
      ("a\u{200B}b", 2), ("\u{FEFF}a", 1), ("ไทย", 3), ("កំ", 1), ("𠮷", 2), ("①", 1), ("\u{AD}", 0),
    ])
  func width(text: String, cells: Int) {
    #expect(DisplayWidth.of(text) == cells)
  }

  @Test("has its ranges in order, so that halving finds them")
  func ordered() {
    for (a, b) in zip(wideRanges, wideRanges.dropFirst()) { #expect(a.upperBound < b.lowerBound) }
  }

  @Test(
    "cuts before a character that would not fit",
    arguments: [("志愿者", 3, "志"), ("志愿者", 4, "志愿"), ("a志b", 2, "a"), ("ab", 9, "ab")])
  func prefix(text: String, cells: Int, expected: String) {
    #expect(DisplayWidth.prefix(of: text, cells: cells) == expected)
  }
}

@Suite("Text on a terminal") struct TerminalTextTests {
  @Test(
    "holds no character that a terminal would act upon",
    arguments: [
      ("张三", "张三"), ("\u{1B}[2J红", "\\u{1B}[2J红"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"), ("\u{9B}31m", "\\u{9B}31m"),
      ("abc\u{202E}fed", "abc\\u{202E}fed"), ("\u{7F}\u{0}", "\\u{7F}\\u{0}"), ("a\u{2028}b", "a\\u{2028}b"),
    ])
  func harmless(text: String, expected: String) {
    #expect(TerminalText.harmless(text) == expected)
  }

  @Test("is clean wherever the server's words are shown")
  func everywhere() {
    let nasty = "x\u{1B}]0;title\u{7}\u{9B}2J\u{202E}"
    let final = Final(.no, .denied, fields: [Field("arg", nasty)], text: nasty)
    let reply = Reply(final, table: Table(columns: ["name"], rows: [[nasty]]))
    let drawn = [
      FinalLine().draw(final), TableDrawing(width: 80).draw(Table(columns: [nasty], rows: [[nasty], [nil]])),
      JSONLines.draw(reply),
    ]
    for text in drawn {
      #expect(!text.unicodeScalars.contains { TerminalText.isHarmful($0) && $0 != "\n" })
    }
    #expect(!TabSeparated().draw(reply.table ?? Table(columns: [])).contains("\u{1B}"))
  }
}

@Suite("A table") struct TableDrawingTests {
  static let shifts = Table(
    columns: ["id", "starts", "role", "seats"],
    rows: [
      ["S-9001", "2026-05-03T08:00:00+08:00", "搬运桌椅", "4"], ["S-9004", "2026-05-03T13:30:00+08:00", nil, "16"],
      ["S-9", "2026-05-03T08:00:00+08:00", "引导 e\u{301}", "6"],
    ])

  @Test("is aligned by cells, numbers to the right, null as a dash")
  func golden() {
    #expect(
      TableDrawing().draw(Self.shifts) == """
        id      starts                     role      seats
        S-9001  2026-05-03T08:00:00+08:00  搬运桌椅      4
        S-9004  2026-05-03T13:30:00+08:00  -            16
        S-9     2026-05-03T08:00:00+08:00  引导 e\u{301}        6

        """)
  }

  @Test("loses the end of its longest columns where the terminal is narrow")
  func narrow() {
    #expect(
      TableDrawing(width: 40).draw(Self.shifts) == """
        id      starts           role      seats
        S-9001  2026-05-03T08:…  搬运桌椅      4
        S-9004  2026-05-03T13:…  -            16
        S-9     2026-05-03T08:…  引导 e\u{301}        6

        """)
  }

  @Test("never exceeds the terminal while its columns can be cut", arguments: 30...70)
  func fits(width: Int) {
    for line in TableDrawing(width: width).draw(Self.shifts).split(separator: "\n") {
      #expect(DisplayWidth.of(line) <= width)
    }
  }

  @Test("of one row that does not fit stands upright")
  func upright() {
    let table = Table(columns: ["id", "title"], rows: [["E-214", String(repeating: "社区", count: 6)]])
    #expect(TableDrawing(width: 20).draw(table) == "id     E-214\ntitle  社区社区社区社区社区社区\n")
  }

  @Test("wraps a last column of sentences instead of cutting it")
  func wraps() {
    let table = Table(columns: ["name", "text"], rows: [["when", "a long way home"], ["where", "在社区活动中心门口"]])
    #expect(
      TableDrawing(width: 17).draw(table) == """
        name   text
        when   a long way
               home
        where  在社区活动
               中心门口

        """)
  }

  @Test("without rows is its head")
  func empty() {
    #expect(TableDrawing(width: 80).draw(Table(columns: ["id", "name"])) == "id  name\n")
  }
}

@Suite("Output for programs") struct ProgramOutputTests {
  let table = Table(columns: ["id", "note"], rows: [["M-1", "a\tb\\c\nd"], ["M-2", nil], ["M-3", ""]])

  @Test("in TSV keeps COPY's escapes")
  func tabSeparated() {
    #expect(TabSeparated().draw(table) == "id\tnote\nM-1\ta\\tb\\\\c\\nd\nM-2\t\\N\nM-3\t\n")
    #expect(TabSeparated(hasHeader: false).draw(table).hasPrefix("M-1\t"))
  }

  @Test("in JSON is one object a row and one for the final")
  func json() {
    let reply = Reply(Final(.no, .stale, fields: [Field("now", "8")], text: "已变"), table: table)
    #expect(
      JSONLines.draw(reply, tag: "a") == #"""
        {"row":{"id":"M-1","note":"a\tb\\c\nd"},"tag":"a"}
        {"row":{"id":"M-2","note":null},"tag":"a"}
        {"row":{"id":"M-3","note":""},"tag":"a"}
        {"final":"NO","code":"STALE","now":"8","text":"已变","tag":"a"}

        """#)
  }

  @Test("shows an OK without rows as one row of its fields")
  func fields() {
    #expect(
      Screen.rows(of: Reply(.ok(Field("id", "E-7"), Field("v", "1")))) == Table(columns: ["id", "v"], rows: [["E-7", "1"]]))
    #expect(Screen.rows(of: Reply(.ok())) == nil)
    #expect(Screen.rows(of: Reply(Final(.no, .denied, fields: [Field("id", "E-7")]))) == nil)
  }
}

@Suite("The final line") struct FinalLineTests {
  @Test("has word, code, fields and sentence, coloured only on request")
  func draw() {
    let final = Final(.no, .conflictOverlap, fields: [Field("member", "M-8"), Field("name", "张 三")], text: "已有安排")
    #expect(FinalLine().draw(final, tag: "c") == "@c NO CONFLICT/OVERLAP member=M-8 name=\"张 三\" — 已有安排\n")
    #expect(FinalLine(palette: Palette(isColoured: true)).draw(.ok()) == "\u{1B}[32;1mOK\u{1B}[0m\n")
  }

  @Test(
    "gives the exit status",
    arguments: [(Word.ok, Int32(0)), (.no, 1), (.bad, 2), (.later, 3), (.unsure, 4), (.bye, 5)])
  func status(word: Word, status: Int32) {
    #expect(Ending(word).rawValue == status)
  }
}
