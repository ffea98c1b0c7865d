import MusterProtocol
import SCRAM
import TestSupport

/// Lines that a client sends without waiting, good and bad, each with the reply that it must have; then perhaps one that closes
/// the connection, with more after it that must not be answered; then perhaps a beginning without its end. Only for a password's
/// proof it waits, where that takes the server's challenge.
struct RandomPipeline: Sendable {
  struct Line: Sendable {
    var octets: [UInt8]
    /// What the reply echoes.
    var tag: String?
    /// The reply's first word; nil for any but BYE.
    var word: Word?
    /// It is answered by `+`, and the next line is what that asks for.
    var isChallenged = false
    /// Proves what the challenge of this exchange asks for.
    var exchange: ClientExchange?
    /// It is the connection's last.
    var closes = false
  }

  enum Piece: Sendable {
    case octets([UInt8])
    /// The line that answers the challenge with this number, from 1.
    case proof(ClientExchange, challenge: Int)
  }

  /// Those that are answered, in order.
  private(set) var answered: [Line] = []
  /// All octets as they are written, in pieces.
  private(set) var pieces: [Piece] = []
  /// So many pieces come before the server's other work gets its turn.
  private(set) var burst = 1
  private var noise: Noise
  private var isAnonymous = true
  private let account: PipelineAccount

  init(seed: UInt64, account: PipelineAccount) {
    noise = Noise(seed: seed)
    self.account = account
    // Now and then more than a server reads ahead.
    for _ in 0...noise.below(noise.onceIn(20) ? 200 : 24) { answered += randomLines() }
    var unanswered: [UInt8] = []
    if noise.onceIn(3) {
      answered += lastLines()
      for _ in 0..<noise.below(4) { unanswered += randomLines().flatMap(\.octets) }
    } else if noise.onceIn(4) {
      unanswered = noise.pick(Self.beginnings)
    } else if isAnonymous, noise.onceIn(8) {
      answered.append(begin(as: unknownName()))
    }
    write(answered, then: unanswered)
    burst = noise.pick([1, 8, 64])
  }

  private mutating func write(_ lines: [Line], then rest: [UInt8]) {
    var octets: [UInt8] = []
    var challenges = 0
    for line in lines {
      if line.isChallenged { challenges += 1 }
      if let exchange = line.exchange, line.octets.isEmpty {
        pieces += cut(octets) + [.proof(exchange, challenge: challenges)]
        octets = []
      }
      octets += line.octets
    }
    pieces += cut(octets + rest)
  }

  /// Mostly packets, sometimes octet by octet.
  private mutating func cut(_ octets: [UInt8]) -> [Piece] {
    let longest = noise.pick([1, 7, 100, 1_448, max(1, octets.count)])
    guard octets.count < 600 * longest else { return [.octets(octets)] }
    var pieces: [Piece] = []
    var rest = octets[...]
    while !rest.isEmpty {
      let piece = rest.prefix(1 + noise.below(longest))
      pieces.append(.octets(Array(piece)))
      rest = rest.dropFirst(piece.count)
    }
    return pieces
  }

  // MARK: Lines that are answered and close nothing

  private mutating func randomLines() -> [Line] { noise.onceIn(8) ? passwordLogin() : [randomLine()] }

  private mutating func randomLine() -> Line {
    switch noise.below(18) {
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
    case 14: words(noise.pick(Self.watches), isAnonymous ? .no : nil)
    case 15: words("CANCEL J-\(noise.below(9))", isAnonymous ? .no : nil)
    case 16:
      words(
        "NEED.ADD title=陪诊 area=A-4 domain=health times=2026-05-07T08:00/2026-05-07T09:00 contact=张三", isAnonymous ? .no : nil)
    case 17: Line(octets: Array(noise.pick(Self.bare).utf8), tag: nil, word: .bad)
    default: words("ROSTERS", nil)
    }
  }

  private static let beginnings = [
    Array("PING".utf8), Array("@t MEMBERS q={9}\nPING\nPI".utf8), Array("{\"verb\":".utf8), [0xE7, 0x8E],
  ]
  private static let texts = ["a", "王", "\"a b\"", "\"\\\"\\\\\\n\"", "=", "é́", "😀"]
  private static let watches = [
    "WATCH needs", "WATCH needs since=0", "WATCH assignments event=E-1", "WATCH shifts", "WATCH off=W-1", "WATCH off=W-2",
  ]
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
    return words("AUTH TOKEN \(account.token)", isAnonymous ? .ok : .no)
  }

  // MARK: Logins by password

  /// AUTH and the line that its `+` asks for, which is no command, whatever it is; both are answered under AUTH's tag.
  private mutating func passwordLogin() -> [Line] {
    // Whoever is in already gets no challenge, and who begins wrongly none either.
    guard isAnonymous else { return [auth(Base64.text("n,,n=\(account.name),r=x".utf8), .no)] }
    if noise.onceIn(5) { return [auth(noise.pick(Self.badBeginnings), .bad)] }
    if noise.onceIn(4), let right = rightLogin() { return right }
    let first = begin(as: unknownName())
    let (answer, word) = noise.pick(Self.badAnswers)
    return [first, Line(octets: answer + Array(end().utf8), tag: first.tag, word: word)]
  }

  private mutating func rightLogin() -> [Line]? {
    guard let exchange = PipelineAccount.exchange(as: account.name, nonce: noise.next()) else { return nil }
    var first = auth(Base64.text(exchange.first), nil)
    first.isChallenged = true
    isAnonymous = false
    let proof = account.proof(of: exchange).map { $0 + Array(end().utf8) }
    return [first, Line(octets: proof ?? [], tag: first.tag, word: .ok, exchange: exchange)]
  }

  private mutating func begin(as name: String) -> Line {
    var line = auth(Base64.text("n,,n=\(name),r=\(noise.next())".utf8), nil)
    line.isChallenged = true
    return line
  }

  /// Nobody's: what an account may get wrong is soon slowed down.
  private mutating func unknownName() -> String { "nobody-\(noise.next())" }

  private mutating func auth(_ data: String, _ word: Word?) -> Line {
    noise.onceIn(3)
      ? json("\"verb\":\"AUTH\",\"mechanism\":\"SCRAM-SHA-256\",\"data\":\"\(data)\"", word)
      : words("AUTH SCRAM-SHA-256 \(data)", word)
  }

  private static let badBeginnings = [
    "!", "YQ", "abc", Base64.text("y,,n=a,r=b".utf8), Base64.text("n,a=admin,n=a,r=b".utf8), Base64.text("n,,n=a".utf8),
    Base64.text([0xFF, 0xFE]),
  ]
  /// Given up, not base 64, no message, not UTF-8, with a literal in it, and a proof of the right shape.
  private static let badAnswers: [([UInt8], Word)] = [
    (Array("*".utf8), .no), (Array("@x PING".utf8), .bad), (Array("PING".utf8), .bad), (Array("QUIT".utf8), .bad), ([], .bad),
    ([0xFF, 0xC0, 0x80], .bad), (Array("{\"verb\":\"PING\"}".utf8), .bad), (Array("x={10}\nPING\nPING\n".utf8), .bad),
    (Base64.encode("c=biws,r=abc".utf8), .bad),
    (Base64.encode("c=biws,r=abc,p=\(Base64.text(repeatElement(9, count: 32)))".utf8), .no),
  ]

  // MARK: Lines that close

  private mutating func lastLines() -> [Line] {
    guard isAnonymous, noise.onceIn(4) else { return [lastLine()] }
    let first = begin(as: unknownName())
    let octets = Array(repeating: UInt8(ascii: "A"), count: Limits().authLine + noise.pick([1, 7_000])) + [0x0A]
    return [first, Line(octets: octets, tag: first.tag, word: .bye, closes: true)]
  }

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
