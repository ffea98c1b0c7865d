import MusterProtocol

/// What `?` and a second Tab show: how the verb is used, and what may stand here.
struct CandidateList {
  /// Lines of candidates; more are counted.
  static let maximum = 40

  let width: Int
  var palette = Palette(isColoured: false)
  var language = Language.chinese

  func draw(_ candidates: [Candidate], verb: VerbCatalogue.Verb?) -> String {
    var out = ""
    if let verb {
      out += Wrapping.lines(verb.usage, cells: width - 1).map { palette.heading($0) + "\n" }.joined()
      if !verb.text.isEmpty { out += cut("  " + verb.text) + "\n" }
      if !verb.example.isEmpty { out += palette.faint(cut("  " + language.choose("例：", "e.g. ") + verb.example)) + "\n" }
    }
    guard !candidates.isEmpty else { return out.isEmpty ? language.choose("没有可补的\n", "nothing fits here\n") : out }
    let shown = candidates.prefix(Self.maximum)
    out += shown.contains { !$0.text.isEmpty } ? described(Array(shown)) : columns(shown.map(\.word))
    if candidates.count > shown.count {
      let more = candidates.count - shown.count
      out += palette.faint(language.choose("  还有 \(more) 个\n", "  and \(more) more\n"))
    }
    return out
  }

  private func described(_ candidates: [Candidate]) -> String {
    let words = candidates.map { TerminalText.harmless($0.word) }
    let room = min(words.map { DisplayWidth.of($0) }.max() ?? 0, max(8, width / 2))
    return zip(words, candidates).map { word, candidate in
      let blanks = String(repeating: " ", count: max(0, room - DisplayWidth.of(word)))
      let line = cut("  \(word)\(blanks)  \(TerminalText.harmless(candidate.text))")
      return (candidate.text.isEmpty ? cut("  \(word)") : line) + "\n"
    }.joined()
  }

  /// Down the columns, as `ls` does.
  private func columns(_ words: [String]) -> String {
    let words = words.map(TerminalText.harmless)
    let cell = (words.map { DisplayWidth.of($0) }.max() ?? 0) + 2
    let columns = max(1, (width - 1) / cell)
    let rows = (words.count + columns - 1) / columns
    return (0..<rows).map { row in
      let line = stride(from: row, to: words.count, by: rows).map { index in
        words[index] + String(repeating: " ", count: cell - DisplayWidth.of(words[index]))
      }.joined()
      return "  " + line.trimmedOfBlanks + "\n"
    }.joined()
  }

  private func cut(_ text: String) -> String {
    DisplayWidth.of(text) < width ? text : DisplayWidth.prefix(of: text, cells: width - 2) + "…"
  }
}
