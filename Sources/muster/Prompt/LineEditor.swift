/// The line being typed: octets from a terminal in raw mode in, what to do out. Knows no terminal; `Prompt` draws it.
struct LineEditor {
  enum Action: Equatable {
    /// The line changed, or the cursor moved.
    case redraw
    case nothing
    case line(String)
    /// Ctrl-C: the line is given up.
    case cancelled
    /// Ctrl-D on an empty line.
    case end
    /// Ctrl-L.
    case clear
  }

  private(set) var text: [Character] = []
  private(set) var cursor = 0
  private let history: [String]
  /// Index into the history; its count means the line that is being typed.
  private var place: Int
  private var typed: [Character] = []
  private var pending: [UInt8] = []

  init(history: [String] = []) {
    self.history = history
    place = history.count
  }

  /// One octet. Sequences and characters of several octets act with their last.
  mutating func feed(_ octet: UInt8) -> Action {
    pending.append(octet)
    if pending[0] == 0x1B { return escape() }
    if octet < 0x20 || octet == 0x7F {
      pending = []
      return control(octet)
    }
    return character()
  }

  private mutating func character() -> Action {
    let needed =
      switch pending[0] {
      case ..<0x80: 1
      case 0xC2..<0xE0: 2
      case 0xE0..<0xF0: 3
      case 0xF0..<0xF5: 4
      default: 0
      }
    guard needed > 0 else {
      pending = []
      return .nothing
    }
    guard pending.count >= needed else { return .nothing }
    defer { pending = [] }
    guard let scalars = String(validating: pending, as: UTF8.self),
      !scalars.unicodeScalars.contains(where: TerminalText.isHarmful)
    else { return .nothing }
    return insert(scalars)
  }

  /// A combining mark joins the character before it.
  private mutating func insert(_ string: String) -> Action {
    let before = String(text[..<cursor]) + string
    let after = text[cursor...]
    text = Array(before) + after
    cursor = text.count - after.count
    return .redraw
  }

  private mutating func control(_ octet: UInt8) -> Action {
    switch octet {
    case 0x0A, 0x0D: return .line(String(text))
    case 0x03: return .cancelled
    case 0x04: return text.isEmpty ? .end : delete(cursor)
    case 0x01: return move(to: 0)
    case 0x05: return move(to: text.count)
    case 0x02: return move(to: cursor - 1)
    case 0x06: return move(to: cursor + 1)
    case 0x08, 0x7F: return cursor > 0 ? delete(cursor - 1) : .nothing
    case 0x0B: return remove(cursor..<text.count)
    case 0x15: return remove(0..<cursor)
    case 0x17: return remove(wordStart()..<cursor)
    case 0x0C: return .clear
    case 0x10: return recall(place - 1)
    case 0x0E: return recall(place + 1)
    default: return .nothing
    }
  }

  /// CSI and SS3 sequences of the keys that are known; others are swallowed whole.
  private mutating func escape() -> Action {
    guard pending.count > 1 else { return .nothing }
    guard pending[1] == UInt8(ascii: "[") || pending[1] == UInt8(ascii: "O") else {
      pending = []
      return .nothing
    }
    guard pending.count > 2, let last = pending.last, (0x40...0x7E).contains(last) else { return .nothing }
    let key = String(decoding: pending[2...], as: UTF8.self)
    pending = []
    switch key {
    case "A": return recall(place - 1)
    case "B": return recall(place + 1)
    case "C": return move(to: cursor + 1)
    case "D": return move(to: cursor - 1)
    case "H", "1~", "7~": return move(to: 0)
    case "F", "4~", "8~": return move(to: text.count)
    case "3~": return delete(cursor)
    default: return .nothing
    }
  }

  private mutating func move(to position: Int) -> Action {
    guard (0...text.count).contains(position), position != cursor else { return .nothing }
    cursor = position
    return .redraw
  }

  private mutating func delete(_ position: Int) -> Action {
    guard text.indices.contains(position) else { return .nothing }
    return remove(position..<position + 1)
  }

  private mutating func remove(_ range: Range<Int>) -> Action {
    guard !range.isEmpty else { return .nothing }
    text.removeSubrange(range)
    cursor = range.lowerBound
    return .redraw
  }

  private func wordStart() -> Int {
    var start = cursor
    while start > 0, text[start - 1] == " " { start -= 1 }
    while start > 0, text[start - 1] != " " { start -= 1 }
    return start
  }

  private mutating func recall(_ index: Int) -> Action {
    guard (0...history.count).contains(index), index != place else { return .nothing }
    if place == history.count { typed = text }
    place = index
    text = index == history.count ? typed : Array(history[index])
    cursor = text.count
    return .redraw
  }
}
