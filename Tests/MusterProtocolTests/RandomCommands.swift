import MusterDomain

@testable import MusterProtocol

/// Random commands that are right: every value is of its argument's kind, and in the spelling that handlers get.
struct RandomCommands {
  private static let letters = "ab 王=\"\\{}@\n\t-5/é😀'\u{301}"
  private static let code = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
  private static let name = "abcXYZ019-_"
  private static let times = ["2026-05-03T08:00", "2026-12-31T23:59:59.5Z", "2026-05-03T08:00:00+08:00"]
  private static let dates = ["2026-02-28", "1900-01-01"]

  var noise: Noise

  init(seed: UInt64) { noise = Noise(seed: seed) }

  /// All required arguments and some of the others.
  mutating func command(_ row: VerbRow) -> Command {
    var arguments: [String: String] = [:]
    for argument in row.allArguments where argument.isRequired || Bool.random(using: &noise) {
      arguments[argument.name] = row.isVerbatim ? word(argument.kind) : value(argument.kind)
    }
    return Command(verb: row, tag: Bool.random(using: &noise) ? some(Self.name, 1...16) : nil, arguments: arguments)
  }

  mutating func value(_ kind: ArgumentKind) -> String {
    switch kind {
    case .text(let maximum, let mayBeBlank): text(min(maximum, 30), says: mayBeBlank ? "" : "。")
    case .literal: text(40, says: "")
    case .integer(let range): "\(Int.random(in: range, using: &noise))"
    case .rows: "\(Int.random(in: 1...1_000, using: &noise))"
    case .number(let range): decimal(range)
    case .flag: pick(["yes", "no"])
    case .choice(let words): pick(words)
    case .choices(let words):
      words.shuffled(using: &noise).prefix(Int.random(in: 1...words.count, using: &noise)).joined(separator: ",")
    case .identifier(let kinds): "\(kinds[Int.random(in: 0..<kinds.count, using: &noise)].rawValue)-" + some(Self.code, 1...13)
    case .time: pick(Self.times)
    case .date: pick(Self.dates)
    case .boundary: pick(Self.times + Self.dates)
    case .spans: "\(pick(Self.times))/\(pick(Self.times)),\(pick(Self.times))/\(pick(Self.times))"
    case .key: some(Self.name, 16...64)
    case .cursor: some("abc019=/+.{}\"", 1...512)
    case .word(let maximum): some(Self.name + ".王", 1...maximum)
    }
  }

  /// The same for AUTH, whose words are verbatim.
  private mutating func word(_ kind: ArgumentKind) -> String {
    guard case .text(let maximum, _) = kind else { return value(kind) }
    return some("abc=+/\"\\{3}王", 1...min(maximum, 60))
  }

  private mutating func text(_ maximum: Int, says: String) -> String {
    noise.text(from: Self.letters, upTo: (maximum - says.count) / 2) + says
      + noise.text(from: Self.letters, upTo: (maximum - says.count) / 2)
  }

  private mutating func decimal(_ range: ClosedRange<Double>) -> String {
    let whole = Int.random(in: Int(range.lowerBound) + 1...Int(range.upperBound) - 1, using: &noise)
    return Bool.random(using: &noise) ? "\(whole)" : "\(whole).\(Int.random(in: 0...99_999, using: &noise))"
  }

  private mutating func pick(_ words: [String]) -> String { words[Int.random(in: 0..<words.count, using: &noise)] }

  private mutating func some(_ letters: String, _ lengths: ClosedRange<Int>) -> String {
    let scalars = Array(letters.unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: lengths, using: &noise) {
      text.append(scalars[Int.random(in: 0..<scalars.count, using: &noise)])
    }
    return String(text)
  }
}
