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
      ("e\u{301}\u{7F}", "", 0), ("a\u{1B}[200~b", "ab", 2), ("a\u{1B}[5;3~b", "ab", 2), ("\u{1B}[H\u{1B}OFx", "x", 1),
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
    #expect(Prompt.visible(text, cursor: 0, cells: 4) == ("社区", 0))
    #expect(Prompt.visible(text, cursor: 8, cells: 6) == ("队abc", 5))
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

  @Test(
    "keeps no login",
    arguments: [("AUTH TOKEN mst_x", false), ("@a auth token x", false), ("PING", true), ("", false), ("@a PING", true)])
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
