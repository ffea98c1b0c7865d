import Testing

@testable import MusterClient
@testable import muster

@Suite("Typing at the prompt") struct LineEditorTests {
  private func typed(_ octets: [UInt8], history: [String] = []) -> (LineEditor, LineEditor.Action) {
    var editor = LineEditor(history: history)
    var last = LineEditor.Action.nothing
    for octet in octets { last = editor.feed(octet) }
    return (editor, last)
  }

  @Test(
    "edits by characters, not octets",
    arguments: [
      ("社区\u{7F}", "社", 1), ("abc\u{1B}[D\u{1B}[DX", "aXbc", 2), ("abc\u{1}X", "Xabc", 1), ("ab\u{1}\u{5}c", "abc", 3),
      ("abc\u{1B}[D\u{1B}[3~", "ab", 2), ("one two\u{17}", "one ", 4), ("one two\u{15}x", "x", 1),
      ("abc\u{2}\u{2}\u{B}", "a", 1),
      ("e\u{301}\u{7F}", "", 0), ("a\u{1B}[5;3~b", "ab", 2), ("社区 服务\u{1B}bX", "社区 X服务", 4),
      ("one two\u{1}\u{1B}fX", "oneX two", 4), ("one two\u{1}\u{1B}d", " two", 0), ("ab cd\u{1B}[1;5DX", "ab Xcd", 4),
      ("一二三\u{2}\u{2}\u{7F}", "二三", 0), ("\u{1B}[H\u{1B}OFx", "x", 1),
      ("a\u{9B}b", "ab", 2),
    ])
  func edits(keys: String, text: String, cursor: Int) {
    let (editor, _) = typed(Array(keys.utf8))
    #expect(String(editor.text) == text)
    #expect(editor.cursor == cursor)
  }

  @Test("drops octets that are no UTF-8")
  func invalid() {
    #expect(String(typed([0x61, 0xFF, 0x80, 0xE4, 0x41, 0x42, 0x62]).0.text) == "ab")
  }

  @Test("goes through the history and back to what was being typed")
  func history() {
    let up: [UInt8] = [0x1B, 0x5B, 0x41]
    let down: [UInt8] = [0x1B, 0x5B, 0x42]
    let old = ["PING", "EVENTS"]
    #expect(String(typed(up + up, history: old).0.text) == "PING")
    #expect(String(typed(up + up + up, history: old).0.text) == "PING")
    #expect(String(typed(Array("WH".utf8) + up + down, history: old).0.text) == "WH")
  }

  @Test(
    "ends a line, gives it up, or ends the session",
    arguments: [
      ("PING\r", LineEditor.Action.line("PING")), ("PI\u{3}", .cancelled), ("\u{4}", .end), ("a\u{4}", .nothing),
      ("\u{C}", .clear),
    ])
  func ends(keys: String, action: LineEditor.Action) {
    #expect(typed(Array(keys.utf8)).1 == action)
  }

  @Test("shows the stretch of a long line that the cursor is in")
  func stretch() {
    let text = Array("社区服务队abc")
    #expect(PromptLine.stretch(text, cursor: 0, cells: 4) == ("社区", 0))
    #expect(PromptLine.stretch(text, cursor: 8, cells: 6) == ("队abc", 5))
  }

  @Test("asks for what may stand there by Tab, and at once when it is pressed again")
  func tabs() {
    #expect(typed(Array("SHI\t".utf8)).1 == .complete(isAgain: false))
    #expect(typed(Array("SHI\t\t".utf8)).1 == .complete(isAgain: true))
    #expect(typed(Array("SHI\tx\t".utf8)).1 == .complete(isAgain: false))
    var (editor, _) = typed(Array("SHIFTS st x\u{2}\u{2}".utf8))
    editor.complete(replacing: 2, with: "state=")
    #expect(String(editor.text) == "SHIFTS state= x" && editor.cursor == 13)
  }

  @Test(
    "takes a question mark as one only within a text",
    arguments: [
      ("?", true), ("SHIFTS ?", true), ("SHIFTS?", true), ("NEED.ADD title=去吗?", false), ("NEED.ADD title=\"去 ?", false),
    ])
  func questionMark(keys: String, isUsage: Bool) {
    let (editor, action) = typed(Array(keys.utf8))
    #expect((action == .usage) == isUsage)
    #expect(String(editor.text) == (isUsage ? String(keys.dropLast()) : keys))
  }

  @Test("takes a paste of many lines into the line, without running anything and without what a terminal would act upon")
  func paste() {
    let (editor, action) = typed(Array("x\u{1B}[200~PING\r\nWHO\tAMI\u{1B}[2J\u{3}\r\n\u{1B}[201~".utf8))
    #expect(action == .redraw)
    #expect(String(editor.text) == "xPING\nWHO AMI[2J")
    #expect(PromptLine(editor, width: 80, .chinese).text == "xPING⏎WHO AMI[2J")
    #expect(typed(Array("\u{1B}[200~A\nB\u{1B}[201~\r".utf8)).1 == .line("A\nB"))
  }

  @Test("is drawn where the cursor's cell is, Chinese taking two")
  func drawn() {
    let line = PromptLine(typed(Array("搬运ab\u{2}".utf8)).0, width: 40, .chinese)
    #expect(line.text == "搬运ab" && line.column == 8 + 5)
  }
}

@Suite("Looking back by Ctrl-R") struct HistorySearchTests {
  static let old = ["EVENTS in=A-1", "SHIFTS state=open", "SHIFTS event=E-1", "PING"]

  private func typed(_ keys: String) -> (LineEditor, LineEditor.Action) {
    var editor = LineEditor(history: Self.old)
    var last = LineEditor.Action.nothing
    for octet in keys.utf8 { last = editor.feed(octet) }
    return (editor, last)
  }

  @Test(
    "finds the newest line that holds what is typed, then older ones",
    arguments: [
      ("\u{12}shi", "SHIFTS event=E-1"), ("\u{12}shi\u{12}", "SHIFTS state=open"),
      ("\u{12}shi\u{12}\u{12}", "SHIFTS state=open"),
      ("\u{12}in=", "EVENTS in=A-1"), ("\u{12}in\u{7F}", "PING"), ("ab\u{12}shi\u{3}", "ab"), ("ab\u{12}zzz", "ab"),
      ("\u{12}shi\u{1}X", "XSHIFTS event=E-1"), ("\u{12}PIN\u{1B}[AX", "SHIFTS event=E-1X"),
    ])
  func finds(keys: String, text: String) {
    #expect(String(typed(keys).0.text) == text)
  }

  @Test("Enter runs what was found, and the mark says what is looked for and whether it is there")
  func marks() {
    #expect(typed("\u{12}event=E\r").1 == .line("SHIFTS event=E-1"))
    #expect(PromptLine(typed("\u{12}shi").0, width: 80, .english).mark == "(search) shi: ")
    #expect(PromptLine(typed("\u{12}zzz").0, width: 80, .chinese).mark == "(没有) zzz: ")
    #expect(typed("\u{12}shi\u{7}").0.search == nil)
  }
}

@Suite("The history of the prompt") struct HistoryTests {
  @Test("is shared by windows and its owner's alone")
  func shared() throws {
    let scratch = try Scratch()
    let windows = [History(path: scratch.path + "/state/history"), History(path: scratch.path + "/state/history")]
    windows[0].add("PING")
    windows[1].add("EVENTS")
    windows[0].add("QUIT")
    #expect(windows[1].load() == ["PING", "EVENTS", "QUIT"])
    #expect(PrivateFile.openMode(scratch.path + "/state/history") == nil)
  }

  @Test("is kept a server")
  func server() {
    let paths = [ServerAddress.tcp(host: "a", port: 1), .tcp(host: "::1", port: 1), .unix(path: "d/run/muster.sock")].map {
      History(stateDirectory: "/s", server: $0).path
    }
    #expect(paths == ["/s/history-a:1", "/s/history-[::1]:1", "/s/history-d_run_muster.sock"])
  }

  @Test(
    "keeps no secret",
    arguments: [
      ("AUTH TOKEN mst_x", false), ("@a auth token x", false), ("PING", true), ("", false), ("@a PING", true),
      ("password old new", false), ("TOKEN add=staff", false), ("{\"verb\":\"TOKEN\",\"add\":\"x\"}", false),
      ("{\"verb\":\"PASSWORD\"", false), ("{\"verb\":\"PING\"}", true), ("NEED.ADD title=mst_7Q2K_abc", false),
    ])
  func secrets(line: String, isKept: Bool) {
    #expect(History.isWorthKeeping(line) == isKept)
  }

  @Test(
    "forgets the oldest lines when it grows too long",
    arguments: [(History.maximum, History.maximum), (History.maximum + 1, History.kept)])
  func shortened(lines: Int, kept: Int) throws {
    let scratch = try Scratch()
    let path = try scratch.write((1...lines).map { "PING \($0)\n" }.joined(), to: "history")
    #expect(History(path: path).load().count == kept)
    #expect(History(path: path).load().last == "PING \(lines)")
  }
}
