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

  @Test("on a terminal has short times")
  func shortTimes() {
    #expect(
      TableDrawing(width: 40).draw(Self.shifts) == """
        id      starts       role      seats
        S-9001  05-03 08:00  搬运桌椅      4
        S-9004  05-03 13:30  -            16
        S-9     05-03 08:00  引导 e\u{301}        6

        """)
  }

  @Test("that does not fit side by side stands upright, row by row, without what a row has no value for")
  func narrow() {
    #expect(
      TableDrawing(width: 30).draw(Self.shifts) == """
        id      S-9001
        starts  05-03 08:00
        role    搬运桌椅
        seats   4

        id      S-9004
        starts  05-03 13:30
        seats   16

        id      S-9
        starts  05-03 08:00
        role    引导 e\u{301}
        seats   6

        """)
  }

  @Test("of many rows is a list all the same: what tells them apart least is left out and named, never time or state")
  func many() {
    let rows = (1...6).map { number in
      [
        "S-\(number)", "2026-05-0\(number)T08:00:00+08:00", "引导员", number.isMultiple(of: 2) ? "driving" : nil, "\(number % 3)",
        "\(number * 10)", "open\(number)",
      ]
    }
    let table = Table(columns: ["id", "starts", "role", "skill", "minimum", "seats", "state"], rows: rows)
    let drawn = TableDrawing(width: 44, language: .english).draw(table).split(separator: "\n")
    #expect(drawn.count == 9)
    #expect(drawn[0] == "id   starts       minimum  seats  state")
    #expect(drawn[6] == "S-6  05-06 08:00        0     60  open6")
    #expect(drawn[7...].joined(separator: " ") == "not shown: role=引导员, skill (--tsv shows all)")
  }

  @Test("never exceeds the terminal", arguments: 20...70)
  func fits(width: Int) {
    for line in TableDrawing(width: width).draw(Self.shifts).split(separator: "\n") {
      #expect(DisplayWidth.of(line) <= width)
    }
  }

  @Test("leaves out first what says least, and says so")
  func leavesOut() {
    let table = Table(
      columns: ["id", "code", "venue", "title", "v"],
      rows: [["E-1", "150802001", nil, "义诊", "1"], ["E-2", "150802002", nil, "舞会", "12"]])
    #expect(TableDrawing(width: 80).draw(table).contains("venue"))
    #expect(
      TableDrawing(width: 26).draw(table) == """
        id        code  title   v
        E-1  150802001  义诊    1
        E-2  150802002  舞会   12
        未显示的列：venue（--tsv
        显示全部）

        """)
    #expect(
      TableDrawing(width: 12, language: .english).draw(table) == """
        id   title
        E-1  义诊
        E-2  舞会
        not shown:
        code, venue,
        v (--tsv
        shows all)

        """)
  }

  @Test("leaves out what is the same in all rows, with its value; an end on the day of its beginning is a clock time")
  func constant() {
    let rows = [("S-1", "引导员"), ("S-2", "服务员")].map { id, role in
      [id, "E-15", "2026-05-04T09:00:00+08:00", "2026-05-04T11:30:00+08:00", role, "open", "1"] as [String?]
    }
    let table = Table(columns: ["id", "event", "starts", "ends", "role", "state", "v"], rows: rows)
    let drawn = TableDrawing(width: 36).draw(table)
    #expect(
      drawn.hasPrefix(
        """
        id   starts       ends   role
        S-1  05-04 09:00  11:30  引导员
        S-2  05-04 09:00  11:30  服务员
        未显示的列：
        """))
    #expect(drawn.contains("event=E-15、state=open、"), "\(drawn)")
  }

  @Test("cuts long texts, but no id, time, title or number")
  func cutsTexts() {
    let table = Table(
      columns: ["id", "title", "note"],
      rows: [["E-1", "社区义诊与健康讲座", "带上身份证和医保卡，请提前十分钟到场"], ["E-2", "舞会", nil]])
    #expect(
      TableDrawing(width: 40).draw(table) == """
        id   title               note
        E-1  社区义诊与健康讲座  带上身份证和医…
        E-2  舞会                -

        """)
    #expect(TableDrawing(width: 30).draw(table).hasPrefix("id     E-1\ntitle  社区义诊与健康讲座\nnote   带上身份证和医保卡，请\n       提前"))
  }

  @Test("wraps every column of sentences, each as far as it must")
  func wrapsSeveral() {
    let table = Table(
      columns: ["code", "cause", "cure"], rows: [["DENIED", "这个角色不能用这个动词。", "ask the staff"], ["X", "短", "try again"]])
    #expect(
      TableDrawing(width: 32).draw(table) == """
        code    cause        cure
        DENIED  这个角色不   ask the
                能用这个动   staff
                词。
        X       短           try again

        """)
  }

  @Test("of one row that does not fit stands upright")
  func upright() {
    let table = Table(columns: ["id", "title"], rows: [["E-214", String(repeating: "社区", count: 6)]])
    #expect(TableDrawing(width: 20).draw(table) == "id     E-214\ntitle  社区社区社区\n       社区社区社区\n")
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

@Suite("Times for people") struct ShortTimesTests {
  @Test(
    "are short where nothing is lost",
    arguments: [
      ("2026-05-08T10:30:00+08:00", "05-08 10:30"), ("2027-01-01T00:00:00+08:00", "2027-01-01 00:00"),
      ("2026-05-08T10:30:00Z", "05-08 10:30+00:00"), ("2026-05-08", nil), ("2026-05-08T25:00", nil), ("社区", nil), ("", nil),
      ("2026-05-05T08:00:00+08:00/2026-05-05T11:00:00+08:00", "05-05 08:00–11:00"),
      (
        "2026-05-05T22:00+08:00/2026-05-06T01:00+08:00,2026-05-07T08:00+08:00/2026-05-07T09:00+08:00",
        "05-05 22:00–05-06 01:00, 05-07 08:00–09:00"
      ),
    ] as [(String, String?)])
  func short(text: String, expected: String?) {
    let most = (1...3).map { ["2026-05-0\($0)T08:00:00+08:00"] as [String?] }
    #expect(ShortTimes(most + [[text]]).shorten(text) == expected)
  }
}

@Suite("Wrapping") struct WrappingTests {
  @Test(
    "keeps punctuation with its word",
    arguments: [
      ("时间冲突。", 8, ["时间冲", "突。"]), ("请看（说明）", 6, ["请看", "（说", "明）"]),
      ("abcdef。", 6, ["abcde", "f。"]), ("ab cd。", 5, ["ab", "cd。"]),
    ])
  func punctuation(text: String, cells: Int, expected: [String]) {
    #expect(Wrapping.lines(text, cells: cells) == expected)
  }

  @Test("begins no line with closing punctuation, at any width", arguments: 6...40)
  func never(cells: Int) {
    for line in Wrapping.lines("令牌无效、过期，或已被撤销；请向管理员要一个新的（TOKEN add=NAME）。", cells: cells).dropFirst() {
      #expect(!"、，；）。".contains(line.first ?? " "), "\(line)")
    }
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
