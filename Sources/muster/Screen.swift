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
  private let fixedHeight: Int
  private let pager: Pager?
  let outputDescriptor: Int32
  let errorDescriptor: Int32

  init(_ options: Options, _ environment: Environment) {
    style = options.json ? .json : options.tsv || !environment.isOutputTerminal ? .tabSeparated : .table
    hasHeader = !options.noHeader
    isQuiet = options.quiet
    language = options.language(environment)
    output = Palette(isColoured: Self.isColoured(options, environment, isTerminal: environment.isOutputTerminal))
    error = Palette(isColoured: Self.isColoured(options, environment, isTerminal: environment.isErrorTerminal))
    pager = options.noPager || !environment.isOutputTerminal ? nil : Pager(environment)
    fixedHeight = environment.height
    isOutputTerminal = environment.isOutputTerminal
    isErrorTerminal = environment.isErrorTerminal
    fixedWidth = environment.width
    outputDescriptor = environment.outputDescriptor
    errorDescriptor = environment.errorDescriptor
  }

  private static func isColoured(_ options: Options, _ environment: Environment, isTerminal: Bool) -> Bool {
    if options.noColor { return false }
    switch options.color {
    case .always: return true
    case .never: return false
    case .auto: return isTerminal && environment["TERM"] != "dumb"
    case nil: return isTerminal && environment["TERM"] != "dumb" && environment["NO_COLOR"] == nil
    }
  }

  var width: Int { Environment.terminalSize()?.width ?? fixedWidth }
  private var height: Int { Environment.terminalSize()?.height ?? fixedHeight }

  /// False once nobody reads standard output any longer.
  func show(_ answer: Session.Answer, hasHeader: Bool = true) -> Bool {
    if let since = answer.leftSince { note(Self.takenUp(since, language)) }
    return show(answer.reply, tag: answer.command.tag, hasHeader: hasHeader)
  }

  func show(_ reply: Reply, tag: String? = nil, hasHeader: Bool = true) -> Bool {
    switch style {
    case .json: return write(JSONLines.draw(reply, tag: tag), to: outputDescriptor)
    case .table:
      let isRead = reply.table.map { page(drawn($0)) } ?? true
      showFinal(reply.final, tag: tag)
      return isRead
    case .tabSeparated:
      let isRead = Self.rows(of: reply).map { write(separated($0, hasHeader), to: outputDescriptor) } ?? true
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

  private func separated(_ table: Table, _ isFirst: Bool) -> String {
    TabSeparated(hasHeader: hasHeader && isFirst).draw(table)
  }

  /// How a job ended: for people its bar has said the rest.
  func showEnded(_ reply: Reply) {
    if style == .table { showFinal(reply.final) } else { _ = show(reply) }
  }

  /// Rows without a final line.
  func showTable(_ table: Table, hasHeader: Bool = true) -> Bool {
    switch style {
    case .json:
      let rows = JSONLines.draw(Reply(.ok(), table: table)).split(separator: "\n", omittingEmptySubsequences: true).dropLast()
      return write(rows.map { $0 + "\n" }.joined(), to: outputDescriptor)
    case .table: return page(drawn(table))
    case .tabSeparated: return write(separated(table, hasHeader), to: outputDescriptor)
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
  func progress(_ label: String, done: Int, total: Int, notes: [String] = [], isLast: Bool = false) {
    guard isErrorTerminal else {
      if isLast { progressLine(label, done: done, total: total, notes: notes) }
      return
    }
    let bar = ProgressLine(label: label, width: width, palette: error)
    let notes = notes.map(TerminalText.harmless)
    write(bar.redraw(done: done, total: total, notes: notes) + (isLast ? "\n" : ""), to: errorDescriptor)
  }

  /// The same as a line of a log.
  func progressLine(_ label: String, done: Int, total: Int, notes: [String]) {
    write(([label, "\(done)/\(total)"] + notes.map(TerminalText.harmless)).joined(separator: " ") + "\n", to: errorDescriptor)
  }

  /// The last word on something that did not get to its end: no bar, which would look like an achievement.
  func stopped(_ label: String, notes: [String]) {
    let line = "\(label) \(notes.map(TerminalText.harmless).joined(separator: " "))\n"
    write(isErrorTerminal ? ProgressLine.blank + line : line, to: errorDescriptor)
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

  /// Through the pager where it is longer than the window.
  private func page(_ text: String) -> Bool {
    guard let pager, Pager.isLong(text, width: width, height: height) else { return write(text, to: outputDescriptor) }
    return pager.show(text) || write(text, to: outputDescriptor)
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
