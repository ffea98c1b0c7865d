import MusterProtocol
import TestSupport

/// Lines that a client sends without waiting, good and bad, each with the reply that it must have; then perhaps one that closes
/// the connection, with more after it that must not be answered; then perhaps a beginning without its end.
struct RandomPipeline: Sendable {
  struct Line: Sendable {
    var octets: [UInt8]
    /// What the reply echoes.
    var tag: String?
    /// The reply's first word; nil for any but BYE.
    var word: Word?
    /// It is the connection's last.
    var closes = false
  }

  /// Those that are answered, in order.
  private(set) var answered: [Line] = []
  /// All octets as they are written, in pieces.
  private(set) var pieces: [[UInt8]] = []
  /// So many pieces come before the server's other work gets its turn.
  private(set) var burst = 1
  private var noise: Noise
  private var isAnonymous = true
  private let token: String

  /// `token` logs in.
  init(seed: UInt64, token: String) {
    noise = Noise(seed: seed)
    self.token = token
    var octets: [UInt8] = []
    // Now and then more than a server reads ahead.
    for _ in 0...noise.below(noise.onceIn(20) ? 200 : 24) {
      let line = randomLine()
      octets += line.octets
      answered.append(line)
    }
    if noise.onceIn(3) {
      let line = lastLine()
      octets += line.octets
      answered.append(line)
      for _ in 0..<noise.below(4) { octets += randomLine().octets }
    } else if noise.onceIn(4) {
      octets += noise.pick(Self.beginnings)
    }
    pieces = cut(octets)
    burst = noise.pick([1, 8, 64])
  }

  /// Mostly packets, sometimes octet by octet.
  private mutating func cut(_ octets: [UInt8]) -> [[UInt8]] {
    let longest = noise.pick([1, 7, 100, 1_448, octets.count])
    guard octets.count < 600 * longest else { return [octets] }
    var pieces: [[UInt8]] = []
    var rest = octets[...]
    while !rest.isEmpty {
      let piece = rest.prefix(1 + noise.below(longest))
      pieces.append(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    return pieces
  }

  // MARK: Lines that are answered and close nothing

  private mutating func randomLine() -> Line {
    switch noise.below(16) {
    case 0, 1: words("PING", .ok)
    case 2: json("\"verb\":\"PING\"", .ok)
    case 3: words("MEMBERS q=\(noise.pick(Self.texts))", nil)
    case 4: json("\"verb\":\"members\",\"q\":\"\(noise.pick(["a", "王", "\\\"", "\\n"]))\"", nil)
    case 5: literal("MEMBERS q=")
    case 6: words("SET format=\(noise.pick(["json", "words"]))", .ok)
    case 7: words("AUTH TOKEN \(noise.pick(["x", "mst_A_B", "\"", "{3", "=="]))", .no)
    case 8: logIn()
    case 9: words(noise.pick(Self.refused), .bad)
    case 10: json(noise.pick(Self.refusedMembers), .bad)
    case 11: noise.onceIn(2) ? literal("NOSUCH x=", .bad) : literal("\"open ", .bad)
    case 12: garbage()
    case 13: words("PING" + String(repeating: " a=1", count: 65), .bad)
    case 14: Line(octets: Array(noise.pick(Self.bare).utf8), tag: nil, word: .bad)
    default: words("ROSTERS", nil)
    }
  }

  private static let beginnings = [
    Array("PING".utf8), Array("@t MEMBERS q={9}\nPING\nPI".utf8), Array("{\"verb\":".utf8), [0xE7, 0x8E],
  ]
  private static let texts = ["a", "王", "\"a b\"", "\"\\\"\\\\\\n\"", "=", "é́", "😀"]
  private static let bare = ["\n", "\r\n", " PING\n", "@ PING\n", "{\n", "{}\r\n", "@\n"]
  private static let refused = [
    "PNIG", "asign S-1", "PING x=1", "PING x", "CLAIM", "CLAIM A-1", "MEMBERS q=\"a", "MEMBERS q=", "MEMBERS q=a q=b", "PING ",
    "PING {3} x", "PING {03}", "MEMBERS q=a\\b", "PI\rNG", "PI\u{0}NG", "PING \u{202E}", "{\"verb\":\"PING\"}",
    "EVENTS from=2026-02-30",
  ]
  private static let refusedMembers = [
    "\"verb\":\"NOSUCH\"", "\"verb\":7", "\"verb\":\"PING\",\"x\":1", "\"verb\":\"MEMBERS\",\"q\":null",
    "\"verb\":\"MEMBERS\",\"q\":[[[]]]",
    "\"verb\":\"PING\",\"verb\":\"PING\"", "\"verb\":\"MEMBERS\",\"q\":\"\\uD800\"", "\"verb\":\"PING\" x",
    "\"verb\":\"PING\",",
  ]

  private mutating func tag() -> String? { noise.onceIn(3) ? nil : "t\(noise.below(1_000))" }
  private mutating func end() -> String { noise.onceIn(4) ? "\r\n" : "\n" }

  private mutating func words(_ text: String, _ word: Word?) -> Line {
    // With a tag before it, what begins like JSON is bad; without one it would be JSON.
    let tag = text.first == "{" ? "b" : tag()
    return Line(octets: Array(((tag.map { "@\($0) " } ?? "") + text + end()).utf8), tag: tag, word: word)
  }

  private mutating func json(_ members: String, _ word: Word?) -> Line {
    let tag = tag()
    let text = "{" + (tag.map { "\"tag\":\"\($0)\"," } ?? "") + members + "}" + end()
    return Line(octets: Array(text.utf8), tag: tag, word: word)
  }

  /// With lines in it that look like commands.
  private mutating func literal(_ beginning: String, _ word: Word? = nil) -> Line {
    let text = noise.pick(["", "PING\n", "@x PING\nQUIT\n", "王\n", "{4}\n", String(repeating: "a\n", count: 400)])
    var line = words("\(beginning){\(text.utf8.count)}", word)
    line.octets += Array((text + end()).utf8)
    return line
  }

  /// Not UTF-8, whatever else it is.
  private mutating func garbage() -> Line {
    let octets = (0..<noise.below(60)).map { _ in UInt8(truncatingIfNeeded: noise.next()) }
      .filter { $0 != 0x0A && $0 != 0x7D }
    let tag = tag()
    return Line(octets: Array((tag.map { "@\($0) " } ?? "").utf8) + [0xFE] + octets + [0x0A], tag: tag, word: .bad)
  }

  private mutating func logIn() -> Line {
    // Whoever is in already is told so.
    defer { isAnonymous = false }
    return words("AUTH TOKEN \(token)", isAnonymous ? .ok : .no)
  }

  // MARK: Lines that close

  private mutating func lastLine() -> Line {
    let limits = Limits()
    let line = isAnonymous ? limits.anonymousLine : limits.line
    let literal = isAnonymous ? limits.anonymousLiteral : limits.literal
    // Behind a command that may yet log in, a stranger's literal is read before it is refused.
    let data = isAnonymous ? String(repeating: "x", count: literal + 1) : ""
    var last = noise.pick([
      words("QUIT", .ok), json("\"verb\":\"QUIT\"", .ok), words("PING " + String(repeating: "x", count: line), .bye),
      words("PING {\(literal + 1)}\n" + data, .bye), words("PING {99999999999999999999}", .bye), words("PING {2}\nabc", .bye),
      json("\"verb\":\"MEMBERS\",\"q\":\"" + String(repeating: "x", count: line) + "\"", .bye),
    ])
    last.closes = true
    return last
  }
}
