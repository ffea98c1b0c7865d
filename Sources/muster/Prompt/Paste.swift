/// Text between the marks of a bracketed paste. It is put into the line as it is, so that nothing pasted runs before Enter.
struct Paste {
  /// A day's script; more is dropped.
  static let maximum = 1 << 20
  private static let end = Array("\u{1B}[201~".utf8)

  private var octets: [UInt8] = []

  /// The text once the closing mark has come: lines parted by `\n`, none empty at the end, tabs as blanks, and without whatever
  /// a terminal would act upon.
  mutating func feed(_ octet: UInt8) -> String? {
    octets.append(octet)
    guard octets.suffix(Self.end.count) == Self.end[...] else { return nil }
    let text = String(decoding: octets.dropLast(Self.end.count).prefix(Self.maximum), as: UTF8.self)
    let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: true)
    return lines.map { line in
      String(String.UnicodeScalarView(line.replacing("\t", with: " ").unicodeScalars.filter { !TerminalText.isHarmful($0) }))
    }.joined(separator: "\n")
  }
}
