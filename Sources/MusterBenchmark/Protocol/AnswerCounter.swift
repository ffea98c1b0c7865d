/// Counts the answers in what a server sends, without understanding them: on our protocol the lines that begin with a letter,
/// on Redis's every line. It keeps its place between two reads.
public struct AnswerCounter: Sendable {
  public enum Dialect: Sendable {
    /// Rows begin with `#`, `|`, `+` or `>`, finals with their word.
    case muster
    /// Answers of one line, `+PONG`.
    case redis
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private let dialect: Dialect
  private var isAtStart = true
  private var isFinal = false
  private var isGood = false
  public private(set) var answers = 0
  /// Answers that are not `OK`, or not `+…`.
  public private(set) var refusals = 0

  public init(_ dialect: Dialect) { self.dialect = dialect }

  /// How many answers ended within these octets.
  @discardableResult
  public mutating func read(_ octets: UnsafeRawBufferPointer) -> Int {
    let before = answers
    for octet in octets {
      if isAtStart { begin(octet) }
      guard octet == Self.lineFeed else { continue }
      isAtStart = true
      guard isFinal else { continue }
      answers += 1
      if !isGood { refusals += 1 }
    }
    return answers - before
  }

  private mutating func begin(_ octet: UInt8) {
    isAtStart = false
    switch dialect {
    case .muster:
      isFinal = octet >= UInt8(ascii: "A") && octet <= UInt8(ascii: "Z")
      // Of the words OK, NO, BAD, LATER, UNSURE and BYE it alone begins so.
      isGood = octet == UInt8(ascii: "O")
    case .redis:
      isFinal = true
      isGood = octet == UInt8(ascii: "+")
    }
  }
}
