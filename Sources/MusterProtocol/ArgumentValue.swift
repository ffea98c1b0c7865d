import MusterDomain

/// What a value may look like, and how it is written once it is known to be right. The parser is the only caller, so that
/// a handler never meets another spelling.
extension ArgumentKind {
  /// The value as handlers get it, or nil where it is not of this kind. Words of a choice take the table's spelling, ids
  /// upper case with Crockford's look-alikes resolved; everything else stays as given.
  func canonical(_ value: String, _ limits: Limits) -> String? {
    switch self {
    case .text(let maximum, let mayBeBlank): Self.isText(value, maximum, mayBeBlank) ? value : nil
    case .literal: value.utf8.count <= limits.literal ? value : nil
    case .integer(let range): Self.integer(value).flatMap { range.contains($0) ? value : nil }
    case .rows: Self.integer(value).flatMap { (1...max(1, limits.page)).contains($0) ? value : nil }
    case .number(let range): Self.decimal(value).flatMap { range.contains($0) ? value : nil }
    case .flag: Self.word(value, of: ["yes", "no"])
    case .choice(let words): Self.word(value, of: words)
    case .choices(let words): Self.several(value, of: words)
    case .identifier(let kinds): Self.identifier(value, kinds)
    case .time: WrittenTime(value) == nil ? nil : value
    case .date: WrittenDate(value) == nil ? nil : value
    case .boundary: Self.isBoundary(value) ? value : nil
    case .spans: Self.areSpans(value) ? value : nil
    case .key: (16...64).contains(value.utf8.count) && value.utf8.allSatisfy(Octet.isNameOctet) ? value : nil
    case .cursor: (1...512).contains(value.utf8.count) && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? value : nil
    case .word(let maximum): Self.isName(value, maximum) ? value : nil
    }
  }

  /// The id in upper case with `I` and `L` read as 1 and `O` as 0, or nil where it is none of these kinds.
  static func identifier(_ value: String, _ kinds: [Kind]) -> String? {
    let upper = value.uppercased()
    let token = upper.utf8.dropFirst(2)
    guard value.utf8.allSatisfy({ $0 < 0x80 }), let letter = upper.first, kinds.contains(where: { $0.rawValue == letter }),
      upper.utf8.dropFirst().first == Octet.hyphen,
      (1...13).contains(token.count)
    else { return nil }
    var resolved = "\(letter)-"
    for octet in token {
      switch octet {
      case UInt8(ascii: "I"), UInt8(ascii: "L"): resolved += "1"
      case UInt8(ascii: "O"): resolved += "0"
      case UInt8(ascii: "U"): return nil
      default:
        guard Octet.isLetter(octet) || Octet.isDigit(octet) else { return nil }
        resolved.unicodeScalars.append(Unicode.Scalar(octet))
      }
    }
    return resolved
  }

  private static func integer(_ value: String) -> Int? {
    let digits = value.utf8.first == Octet.hyphen ? value.utf8.dropFirst() : value.utf8[...]
    guard !digits.isEmpty, digits.allSatisfy(Octet.isDigit) else { return nil }
    return Int(value)
  }

  private static func decimal(_ value: String) -> Double? {
    let digits = value.utf8.first == Octet.hyphen ? value.utf8.dropFirst() : value.utf8[...]
    let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Octet.isDigit) }) else { return nil }
    return Double(value)
  }

  /// ASCII's letters in either case and nothing else: Unicode's lower case would take the Kelvin sign for a k.
  private static func word(_ value: some StringProtocol, of words: [String]) -> String? {
    words.first { word in
      word.utf8.count == value.utf8.count && zip(word.utf8, value.utf8).allSatisfy { Octet.lower($0) == Octet.lower($1) }
    }
  }

  private static func several(_ value: String, of words: [String]) -> String? {
    var found: [String] = []
    for part in value.split(separator: ",", omittingEmptySubsequences: false) {
      guard let word = word(part, of: words), !found.contains(word) else { return nil }
      found.append(word)
    }
    return found.joined(separator: ",")
  }

  private static func isBoundary(_ value: some StringProtocol) -> Bool {
    WrittenDate(value) != nil || WrittenTime(value) != nil
  }

  private static func areSpans(_ value: String) -> Bool {
    value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { span in
      let ends = span.split(separator: "/", omittingEmptySubsequences: false)
      return ends.count == 2 && ends.allSatisfy { WrittenTime($0) != nil }
    }
  }

  /// Who gives a text says something: a reason or a title of blanks is none.
  private static func isText(_ value: String, _ maximum: Int, _ mayBeBlank: Bool) -> Bool {
    value.unicodeScalars.count <= maximum
      && (mayBeBlank || value.unicodeScalars.contains { !$0.properties.isWhitespace })
  }

  private static func isName(_ value: String, _ maximum: Int) -> Bool {
    (1...maximum).contains(value.unicodeScalars.count)
      && value.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          ? Octet.isNameOctet(UInt8(ascii: scalar)) || scalar == "."
          : scalar.properties.isAlphabetic || scalar.properties.isIdeographic
      }
  }
}

extension ArgumentKind {
  /// What completion may offer: the words that it may be, or how its ids begin (`E-`). Empty where it may be anything.
  public var words: [String] {
    switch self {
    case .choice(let words), .choices(let words): words
    case .flag: ["yes", "no"]
    case .identifier(let kinds): kinds.map { "\($0.rawValue)-" }
    default: []
    }
  }

  /// What would have been right, with an example: the end of "… should be".
  func expectation(_ limits: Limits) -> (chinese: String, english: String) {
    switch self {
    case .text(let maximum, true): ("至多 \(maximum) 个字的文字", "a text of at most \(maximum) characters")
    case .text(let maximum, false):
      ("至多 \(maximum) 个字的文字，不能为空", "a text of at most \(maximum) characters, and not blank")
    case .literal: ("至多 \(limits.literal) 字节的数据", "data of at most \(limits.literal) octets")
    case .integer(let range): Self.integerExpectation(range)
    case .rows: Self.integerExpectation(1...max(1, limits.page))
    case .number(let range):
      ("\(range.lowerBound) 到 \(range.upperBound) 的数", "a number from \(range.lowerBound) to \(range.upperBound)")
    case .flag: (" yes 或 no", "yes or no")
    case .choice(let words):
      ("其中之一：\(words.joined(separator: "、"))", "one of \(words.joined(separator: ", "))")
    case .choices(let words):
      (
        "其中几个，用逗号隔开，不重复：\(words.joined(separator: "、"))",
        "some of \(words.joined(separator: ", ")), separated by commas, none twice"
      )
    case .identifier(let kinds):
      ("编号，例如 \(Self.examples(kinds, "或"))", "an id such as \(Self.examples(kinds, "or"))")
    case .time:
      (
        "存在的时间，例如 2026-05-03T08:00 或 2026-05-03T08:00:00+08:00",
        "a time that exists, such as 2026-05-03T08:00 or 2026-05-03T08:00:00+08:00"
      )
    case .date: ("存在的日期，例如 2026-05-04", "a date that exists, such as 2026-05-04")
    case .boundary:
      ("存在的日期或时间，例如 2026-05-04 或 2026-05-03T08:00", "a date or time that exists, such as 2026-05-04 or 2026-05-03T08:00")
    case .spans:
      (
        "起止时间，例如 2026-05-03T08:00/2026-05-03T10:00，多个用逗号隔开",
        "from/to times such as 2026-05-03T08:00/2026-05-03T10:00, several separated by commas"
      )
    case .key: ("16 到 64 个字母、数字、- 或 _", "16 to 64 letters, digits, - or _")
    case .cursor: ("上一页 next= 给的游标", "the cursor from next= of the page before")
    case .word(let maximum):
      (
        "至多 \(maximum) 个字的名字：字母、汉字、数字、. - _，无空格",
        "a name of at most \(maximum) letters, Chinese characters, digits, . - or _, without blanks"
      )
    }
  }

  private static func integerExpectation(_ range: ClosedRange<Int>) -> (chinese: String, english: String) {
    guard range.upperBound < Int.max else {
      return ("整数，至少 \(range.lowerBound)", "a whole number, at least \(range.lowerBound)")
    }
    return ("\(range.lowerBound) 到 \(range.upperBound) 的整数", "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }

  private static func examples(_ kinds: [Kind], _ or: String) -> String {
    kinds.map { "\($0.rawValue)-31" }.joined(separator: " \(or) ")
  }
}
