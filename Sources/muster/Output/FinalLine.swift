import MusterProtocol

/// A reply's last line for people: the word in its colour, the code as it is, the fields, then the sentence.
struct FinalLine {
  var palette = Palette(isColoured: false)

  func draw(_ final: Final, tag: String? = nil) -> String {
    var parts = [coloured(final.word)]
    if let tag { parts.insert("@\(tag)", at: 0) }
    if let code = final.code { parts.append(palette.heading(code.rawValue)) }
    parts += final.fields.map { "\(palette.faint($0.name + "="))\(shown($0.value))" }
    if let text = final.text { parts.append("— " + TerminalText.harmless(text)) }
    return parts.joined(separator: " ") + "\n"
  }

  private func shown(_ value: String) -> String {
    let text = TerminalText.harmless(value)
    return text.isEmpty || text.contains(" ") ? "\"\(text)\"" : text
  }

  private func coloured(_ word: Word) -> String {
    switch word {
    case .ok: palette.good(word.rawValue)
    case .no, .later, .unsure: palette.warning(word.rawValue)
    case .bad, .bye: palette.bad(word.rawValue)
    }
  }
}
