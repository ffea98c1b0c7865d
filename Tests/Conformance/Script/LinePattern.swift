/// What a line must be: literal text, `…` for anything, `<name>` for a word that is the same wherever the name stands.
struct LinePattern {
  private enum Part {
    case text(String)
    case anything
    case name(String)
  }

  private let parts: [Part]

  init(_ pattern: String) {
    var parts: [Part] = []
    var rest = pattern[...]
    while let first = rest.first {
      if first == "…" {
        parts.append(.anything)
        rest.removeFirst()
      } else if first == "<", let name = Self.name(rest) {
        parts.append(.name(name))
        rest = rest.dropFirst(name.count + 2)
      } else {
        let text = String(first) + rest.dropFirst().prefix { $0 != "…" && $0 != "<" }
        parts.append(.text(text))
        rest = rest.dropFirst(text.count)
      }
    }
    self.parts = parts
  }

  /// The names with what stood for them, those known before included; nil where the line is another.
  func match(_ line: String, knowing names: [String: String]) -> [String: String]? {
    Self.match(parts[...], line[...], names)
  }

  /// The text with what the names stand for; nil where one is not known.
  func filled(from names: [String: String]) -> String? {
    var text = ""
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .anything: text += "…"
      case .name(let name):
        guard let value = names[name] else { return nil }
        text += value
      }
    }
    return text
  }

  /// `<offer>`, `<M-1>`; anything else that begins with `<` is text.
  private static func name(_ text: Substring) -> String? {
    let name = text.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "-" }
    guard !name.isEmpty, text.dropFirst(name.count + 1).first == ">" else { return nil }
    return String(name)
  }

  private static func match(_ parts: ArraySlice<Part>, _ line: Substring, _ names: [String: String]) -> [String: String]? {
    guard let first = parts.first else { return line.isEmpty ? names : nil }
    let rest = parts.dropFirst()
    switch first {
    case .text(let text): return line.hasPrefix(text) ? match(rest, line.dropFirst(text.count), names) : nil
    case .anything:
      if rest.isEmpty { return names }
      for start in line.indices {
        if let found = match(rest, line[start...], names) { return found }
      }
      return match(rest, "", names)
    case .name(let name):
      if let value = names[name] { return line.hasPrefix(value) ? match(rest, line.dropFirst(value.count), names) : nil }
      let value = line.prefix { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "," }
      guard !value.isEmpty else { return nil }
      return match(rest, line.dropFirst(value.count), names.merging([name: String(value)]) { $1 })
    }
  }
}
