import MusterProtocol

/// Reads one line after the other from the keyboard: draws what the editor holds, and completes its words.
struct Typist {
  let keyboard: Keyboard
  let screen: Screen
  var completion: VerbCompletion
  /// The history, oldest first.
  var lines: [String] = []

  init(keyboard: Keyboard, screen: Screen, completion: VerbCompletion) {
    self.keyboard = keyboard
    self.screen = screen
    self.completion = completion
  }

  /// The next line, or nil at the end. Ctrl-C begins a new one.
  func read() -> String? {
    keyboard.takeKeys()
    defer { keyboard.giveBack() }
    var editor = LineEditor(history: lines)
    draw(editor)
    while true {
      switch keyboard.next() {
      case .resized: draw(editor)
      case .end: return nil
      case .octet(let octet):
        switch react(to: editor.feed(octet), &editor) {
        case .goOn: break
        case .line(let text): return text
        case .end: return nil
        }
      }
    }
  }

  private enum Reaction { case goOn, line(String), end }

  private func react(to action: LineEditor.Action, _ editor: inout LineEditor) -> Reaction {
    switch action {
    case .nothing: break
    case .redraw: draw(editor)
    case .clear:
      put("\u{1B}[H\u{1B}[2J")
      draw(editor)
    case .cancelled:
      put("^C\r\n")
      editor = LineEditor(history: lines)
      draw(editor)
    case .complete(let isAgain): complete(&editor, isAgain: isAgain)
    case .usage: list(editor)
    case .line(let text):
      put("\r\n")
      return .line(text)
    case .end:
      put("\r\n")
      return .end
    }
    return .goOn
  }

  // MARK: Completion

  private func complete(_ editor: inout LineEditor, isAgain: Bool) {
    let words = typed(editor)
    guard !words.isQuoted else { return put("\u{7}") }
    let candidates = completion.candidates(after: words.before, typing: words.word)
    switch Tab(candidates, typing: words.word) {
    case .type(let word):
      editor.complete(replacing: words.word.count, with: word)
      draw(editor)
    case .nothing where isAgain: list(editor)
    case .nothing: put("\u{7}")
    }
  }

  /// Of several pasted lines, the last one's words.
  private func typed(_ editor: LineEditor) -> TypedWords {
    TypedWords(editor.beforeCursor.split(separator: "\n", omittingEmptySubsequences: false).last ?? "")
  }

  /// Below the line, which is drawn again under it.
  private func list(_ editor: LineEditor) {
    let words = typed(editor)
    let candidates = words.isQuoted ? [] : completion.candidates(after: words.before, typing: words.word)
    let verb = words.before.first { !$0.hasPrefix("@") }.flatMap { completion.catalogue.verb($0) }
    let list = CandidateList(width: screen.width, palette: screen.output, language: screen.language).draw(
      candidates, verb: verb)
    put("\r\n" + list.replacing("\n", with: "\r\n"))
    draw(editor)
  }

  // MARK: Drawing

  private func draw(_ editor: LineEditor) {
    let line = PromptLine(editor, width: screen.width, screen.language)
    put("\r\u{1B}[J\(screen.output.heading(line.mark))\(line.text)\r\u{1B}[\(line.column)C")
  }

  private func put(_ text: String) { screen.write(text, to: screen.outputDescriptor) }
}
