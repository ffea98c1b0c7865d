import Glibc
import MusterClient
import MusterProtocol

/// Where answers go: rows to standard output, final lines and notes to standard error, each in the way that suits what it
/// is connected to. Nothing that the server sent reaches a terminal unfiltered.
struct Screen {
  enum Style { case table, tabSeparated, json }

  let style: Style
  let hasHeader: Bool
  let isQuiet: Bool
  let language: Language
  let output: Palette
  let error: Palette
  let isOutputTerminal: Bool
  let isErrorTerminal: Bool
  private let fixedWidth: Int
  let outputDescriptor: Int32
  let errorDescriptor: Int32

  init(_ options: Options, _ environment: Environment) {
    style = options.json ? .json : options.tsv || !environment.isOutputTerminal ? .tabSeparated : .table
    hasHeader = !options.noHeader
    isQuiet = options.quiet
    language = options.lang
    let isColourful = !options.noColor && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    output = Palette(isColoured: isColourful && environment.isOutputTerminal)
    error = Palette(isColoured: isColourful && environment.isErrorTerminal)
    isOutputTerminal = environment.isOutputTerminal
    isErrorTerminal = environment.isErrorTerminal
    fixedWidth = environment.width
    outputDescriptor = environment.outputDescriptor
    errorDescriptor = environment.errorDescriptor
  }

  var width: Int { Environment.terminalWidth() ?? fixedWidth }

  /// False once nobody reads standard output any longer.
  func show(_ answer: Session.Answer) -> Bool {
    if let since = answer.leftSince { note(Self.takenUp(since, language)) }
    return show(answer.reply, tag: answer.command.tag)
  }

  func show(_ reply: Reply, tag: String? = nil) -> Bool {
    switch style {
    case .json: return write(JSONLines.draw(reply, tag: tag), to: outputDescriptor)
    case .table:
      let isRead = reply.table.map { write(drawn($0), to: outputDescriptor) } ?? true
      showFinal(reply.final, tag: tag)
      return isRead
    case .tabSeparated:
      let isRead = Self.rows(of: reply).map { write(TabSeparated(hasHeader: hasHeader).draw($0), to: outputDescriptor) } ?? true
      showFinal(reply.final, tag: tag)
      return isRead
    }
  }

  /// For programs, an OK without rows is one row of its fields, so that `id=` can be read from standard output.
  static func rows(of reply: Reply) -> Table? {
    if let table = reply.table { return table }
    guard reply.final.word == .ok, !reply.final.fields.isEmpty else { return nil }
    return Table(columns: reply.final.fields.map(\.name), rows: [reply.final.fields.map(\.value)])
  }

  func showTable(_ table: Table) -> Bool {
    switch style {
    case .json:
      let rows = JSONLines.draw(Reply(.ok(), table: table)).split(separator: "\n", omittingEmptySubsequences: true).dropLast()
      return write(rows.map { $0 + "\n" }.joined(), to: outputDescriptor)
    case .table: return write(drawn(table), to: outputDescriptor)
    case .tabSeparated: return write(TabSeparated(hasHeader: hasHeader).draw(table), to: outputDescriptor)
    }
  }

  func showFinal(_ final: Final, tag: String? = nil) {
    guard !(isQuiet && final.word == .ok) else { return }
    _ = write(FinalLine(palette: error).draw(final, tag: tag), to: errorDescriptor)
  }

  /// A sentence of the client's own.
  func note(_ sentence: String) {
    _ = write(error.faint("muster: ") + TerminalText.harmless(sentence) + "\n", to: errorDescriptor)
  }

  func fail(_ failure: ClientError) {
    _ = write(error.bad("muster: ") + TerminalText.harmless(failure.sentence(language)) + "\n", to: errorDescriptor)
  }

  /// Drawn over itself on a terminal; in a log only what `isLast`.
  func progress(_ label: String, done: Int, total: Int, note: String = "", isLast: Bool = false) {
    let bar = ProgressLine(label: label, width: width, palette: error)
    let note = TerminalText.harmless(note)
    if isErrorTerminal {
      _ = write(bar.redraw(done: done, total: total, note: note) + (isLast ? "\n" : ""), to: errorDescriptor)
    } else if isLast {
      _ = write("\(label) \(done)/\(total)\(note.isEmpty ? "" : " \(note)")\n", to: errorDescriptor)
    }
  }

  /// The last word on something that did not get to its end: no bar, which would look like an achievement.
  func stopped(_ label: String, note: String) {
    let line = "\(label) \(TerminalText.harmless(note))\n"
    _ = write(isErrorTerminal ? ProgressLine.blank + line : line, to: errorDescriptor)
  }

  /// All of it, or false (nobody reads any longer: `muster … | head`).
  @discardableResult
  func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private func drawn(_ table: Table) -> String {
    TableDrawing(width: isOutputTerminal ? width : nil, palette: output, language: language).draw(table)
  }

  private static func takenUp(_ since: Int64, _ language: Language) -> String {
    let minutes = max(0, (Int64(time(nil)) - since) / 60)
    return language.choose(
      "\(minutes) 分钟前发过同一命令而不知结果，沿用了它的键", "the same command was sent \(minutes) min ago, outcome unknown: its key is used again"
    )
  }
}
