import MusterProtocol

/// A `*.session` file: what clients send and what they must see, line by line.
///
/// ```
/// # Comments and empty lines say nothing.
/// ! clock 2026-05-03T20:00      sets the business clock (the city's zone)
/// ! open anna                   a connection; its greeting is the first line that it sees
/// ! open staff as staff-east    a connection that is greeted and logged in by this account's token
/// staff> CLAIM S-1              a line that is sent, with its line end
/// raw>> PING\r\nPI              octets that are sent as they stand: \n \r \t \\ \xHH
/// staff< OK id=<offer> …        a line that must come: <name> is taken up the first time and the same ever after, … is anything
/// ! closed raw                  the server has closed and said nothing more
/// ! close staff                 the client closes
/// ```
/// In both directions `⇥` stands for a tab, `<M-1>` for the code of member number 1, `<tls>` for whether the connection is
/// encrypted, `yes` or `no`.
struct SessionScript {
  enum Step {
    case clock(String)
    case open(name: String, account: String?)
    case send(name: String, octets: [UInt8])
    case expect(name: String, pattern: String)
    case closed(name: String)
    case close(name: String)
  }

  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  /// With the number of its line, from 1.
  let steps: [(line: Int, step: Step)]

  init(_ text: String) throws {
    steps = try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
      guard let step = Self.step(String(line)) else { throw Malformed(description: "line \(index + 1): \(line)") }
      return (index + 1, step)
    }
  }

  private static func step(_ line: String) -> Step? {
    if line.hasPrefix("! ") { return directive(line.dropFirst(2).split(separator: " ").map(String.init)) }
    let name = String(line.prefix { $0.isLetter || $0.isNumber })
    let rest = line.dropFirst(name.count)
    guard !name.isEmpty else { return nil }
    if rest.hasPrefix(">> ") { return octets(rest.dropFirst(3)).map { .send(name: name, octets: $0) } }
    if rest.hasPrefix("> ") { return .send(name: name, octets: Array((tabbed(rest.dropFirst(2)) + "\n").utf8)) }
    if rest.hasPrefix("< ") { return .expect(name: name, pattern: tabbed(rest.dropFirst(2))) }
    return nil
  }

  private static func directive(_ words: [String]) -> Step? {
    switch (words.first, words.count) {
    case ("clock", 2): .clock(words[1])
    case ("open", 2): .open(name: words[1], account: nil)
    case ("open", 4) where words[2] == "as": .open(name: words[1], account: words[3])
    case ("closed", 2): .closed(name: words[1])
    case ("close", 2): .close(name: words[1])
    default: nil
    }
  }

  private static func tabbed(_ text: Substring) -> String { String(text).replacing("⇥", with: "\t") }

  private static func octets(_ text: Substring) -> [UInt8]? {
    var octets: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let octet = rest.popFirst() {
      guard octet == UInt8(ascii: "\\") else {
        octets.append(octet)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "n"): octets.append(0x0A)
      case UInt8(ascii: "r"): octets.append(0x0D)
      case UInt8(ascii: "t"): octets.append(0x09)
      case UInt8(ascii: "\\"): octets.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "x"):
        guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
        octets.append(value)
        rest = rest.dropFirst(2)
      default: return nil
      }
    }
    return octets
  }
}
