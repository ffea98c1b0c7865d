import Glibc
import MusterClient
import MusterProtocol

/// A bare `muster` on a terminal: one command a line, with history. Each window has its own connection; what a lost one
/// left unanswered is repeated by the session.
struct Prompt {
  static let mark = "muster> "

  let session: Session
  let screen: Screen
  let history: History

  func run() async throws {
    guard let keyboard = Keyboard() else { return }
    _ = try await session.greeting()
    screen.note(screen.language.choose("HELP 是帮助，Ctrl-D 结束", "HELP for help, Ctrl-D to end"))
    var lines = history.load()
    while let line = read(keyboard, lines) {
      let text = line.trimmed
      if text.isEmpty { continue }
      if History.isWorthKeeping(text) && lines.last != text {
        history.add(text)
        lines.append(text)
      }
      guard await answer(text) else { break }
    }
    await session.close()
  }

  /// False when the session is over.
  private func answer(_ text: String) async -> Bool {
    guard let command = command(text) else { return true }
    do {
      try await session.submit(command)
      guard let answer = try await session.next() else { return true }
      _ = screen.show(answer)
      return !(command.row?.name == "QUIT" && answer.reply.final.word == .ok)
    } catch let error as ClientError {
      screen.fail(error)
    } catch {
      screen.note("\(error)")
    }
    return true
  }

  private func command(_ text: String) -> Outgoing? {
    if let word = text.split(separator: " ").first, Route.locals.contains(String(word)) {
      screen.note(screen.language.choose("\(word) 请在命令行用：muster \(word) …", "\(word) is for the shell: muster \(word) …"))
      return nil
    }
    var framer = LineFramer()
    framer.append(Array((text + "\n").utf8))
    guard case .line(let line, nil) = framer.next() else {
      screen.note(screen.language.choose("{n} 后的内容请用文件：muster -f FILE", "what follows {n} comes from a file: muster -f FILE"))
      return nil
    }
    return Outgoing(line: line)
  }

  // MARK: Typing

  /// The next line, or nil at the end. Ctrl-C begins a new one.
  private func read(_ keyboard: Keyboard, _ lines: [String]) -> String? {
    keyboard.takeKeys()
    defer { keyboard.giveBack() }
    var editor = LineEditor(history: lines)
    draw(editor)
    while let octet = keyboard.octet() {
      switch editor.feed(octet) {
      case .nothing: break
      case .redraw: draw(editor)
      case .clear:
        screen.write("\u{1B}[H\u{1B}[2J", to: screen.outputDescriptor)
        draw(editor)
      case .cancelled:
        screen.write("^C\r\n", to: screen.outputDescriptor)
        editor = LineEditor(history: lines)
        draw(editor)
      case .line(let text):
        screen.write("\r\n", to: screen.outputDescriptor)
        return text
      case .end:
        screen.write("\r\n", to: screen.outputDescriptor)
        return nil
      }
    }
    return nil
  }

  private func draw(_ editor: LineEditor) {
    let shown = Self.visible(editor.text, cursor: editor.cursor, cells: max(10, screen.width - Self.mark.count - 1))
    let column = Self.mark.count + shown.cursor
    screen.write("\r\u{1B}[K\(screen.output.heading(Self.mark))\(shown.text)\r\u{1B}[\(column)C", to: screen.outputDescriptor)
  }

  /// The stretch of a long line that is shown, with the cursor's cell in it.
  static func visible(_ text: [Character], cursor: Int, cells: Int) -> (text: String, cursor: Int) {
    var start = 0
    while DisplayWidth.of(String(text[start..<cursor])) > cells { start += 1 }
    let shown = DisplayWidth.prefix(of: String(text[start...]), cells: cells)
    return (String(shown), DisplayWidth.of(String(text[start..<cursor])))
  }
}

extension String {
  fileprivate var trimmed: String {
    let start = drop { $0 == " " || $0 == "\t" }
    guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(start[...last])
  }
}
