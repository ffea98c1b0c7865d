import MusterDomain

/// The protocol's page, whole: prose, grammar, limits, every verb and every code, made of the tables that the server itself runs on.
/// The articles of this module's documentation are this text (a test compares them), and so is `muster help protocol`.
public enum ProtocolPage {
  /// The page in Markdown.
  public static func markdown(in language: Language) -> String {
    var lines = [
      "# " + title.text(in: language), "", summary.text(in: language), "",
      "## " + language.choose("概述", "Overview"), "", overview.text(in: language), "",
    ]
    for chapter in chapters {
      lines += ["## " + chapter.title.text(in: language), "", chapter.body.text(in: language), ""]
    }
    lines += ["## " + language.choose("限额", "Limits"), "", LimitReference.markdown(in: language), ""]
    lines += ["## " + language.choose("动词", "Verbs"), "", VerbReference.legend(in: language), ""]
    for group in VerbGroup.allCases {
      let rows = VerbTable.rows.filter { $0.group == group.rawValue }
      guard !rows.isEmpty else { continue }
      lines += ["### " + language.choose("\(group.chinese) \(group.rawValue)", group.rawValue), ""]
      for row in rows { lines += VerbReference.markdown(row, in: language) + [""] }
    }
    lines += ["## " + language.choose("代码", "Codes"), "", CodeReference.markdown(in: language)]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The same for a terminal: Markdown's marks for code and tables taken away.
  public static func plain(in language: Language) -> String {
    var isCode = false
    let lines = markdown(in: language).split(separator: "\n", omittingEmptySubsequences: false).compactMap { line -> String? in
      if line.hasPrefix("```") {
        isCode.toggle()
        return nil
      }
      return isCode ? "    \(line)" : unmarked(line)
    }
    return lines.joined(separator: "\n")
  }

  private static func unmarked(_ line: Substring) -> String? {
    if line.hasPrefix("| ---") { return nil }
    let text = String(line).replacing("`", with: "").replacing("**", with: "").replacing("\\|", with: "¦")
    guard line.hasPrefix("| ") else { return text }
    let cells = text.dropFirst(2).split(separator: " |", omittingEmptySubsequences: false).dropLast()
    return "  " + cells.map { $0.drop { $0 == " " }.replacing("¦", with: "|") }.joined(separator: "  ")
  }
}
