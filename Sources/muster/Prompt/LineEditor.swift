import MusterProtocol

/// The line being typed: octets from a terminal in raw mode in, what to do out. Knows no terminal, no verbs and no file; `Prompt`
/// draws it and completes its words.
struct LineEditor {
  enum Action: Equatable {
    /// The line changed, or the cursor moved.
    case redraw
    case nothing
    /// Several lines, parted by `\n`, where several were pasted.
    case line(String)
    /// Ctrl-C: the line is given up.
    case cancelled
    /// Ctrl-D on an empty line.
    case end
    /// Ctrl-L.
    case clear
    /// Tab; `isAgain` where the key before it was one too.
    case complete(isAgain: Bool)
    /// `?` where a word begins.
    case usage
  }

  private(set) var text: [Character] = []
  private(set) var cursor = 0
  /// What Ctrl-R looks for, while it does.
  private(set) var search: HistorySearch?
  private let history: [String]
  /// Index into the history; its count means the line that is being typed.
  private var place: Int
  private var typed: [Character] = []
  private var pending: [UInt8] = []
  private var paste: Paste?
  private var wasTab = false

  init(history: [String] = []) {
    self.history = history
    place = history.count
  }

  /// What stands before the cursor.
  var beforeCursor: String { String(text[..<cursor]) }

  /// One octet. Sequences and characters of several octets act with their last.
  mutating func feed(_ octet: UInt8) -> Action {
    if paste != nil { return feedPaste(octet) }
    let isAgain = wasTab
    wasTab = octet == 0x09 && pending.isEmpty
    if wasTab && search == nil { return .complete(isAgain: isAgain) }
    pending.append(octet)
    if pending[0] == 0x1B { return escape() }
    if octet < 0x20 || octet == 0x7F {
      pending = []
      return search == nil ? control(octet) : searching(octet)
    }
    return character()
  }

  /// Puts a word in place of the `count` characters before the cursor.
  mutating func complete(replacing count: Int, with word: String) {
    remove(max(0, cursor - count)..<cursor)
    _ = insert(word)
  }

  // MARK: Characters

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
    guard let string = String(validating: pending, as: UTF8.self),
      !string.unicodeScalars.contains(where: TerminalText.isHarmful)
    else { return .nothing }
    if search != nil {
      search?.add(string)
      return lookUp()
    }
    return string == "?" && asksForUsage ? .usage : insert(string)
  }

  /// A question mark within a text is one; no verb holds one.
  private var asksForUsage: Bool {
    guard cursor == text.count, !text.contains("\n"), !TypedWords(beforeCursor).isQuoted else { return false }
    return text.last == " " || !text.contains(" ")
  }

  /// A combining mark joins the character before it.
  private mutating func insert(_ string: String) -> Action {
    let before = String(text[..<cursor]) + string
    let after = text[cursor...]
    text = Array(before) + after
    cursor = text.count - after.count
    return .redraw
  }

  private mutating func feedPaste(_ octet: UInt8) -> Action {
    guard let pasted = paste?.feed(octet) else { return .nothing }
    paste = nil
    return pasted.isEmpty ? .nothing : insert(pasted)
  }

  // MARK: Keys

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
    case 0x12:
      search = HistorySearch(before: text)
      return .redraw
    default: return .nothing
    }
  }

  /// CSI and SS3 sequences of the keys that are known, and Alt with a letter; others are swallowed whole.
  private mutating func escape() -> Action {
    guard pending.count > 1 else { return .nothing }
    guard pending[1] == UInt8(ascii: "[") || pending[1] == UInt8(ascii: "O") else { return alt() }
    guard pending.count > 2, let last = pending.last, (0x40...0x7E).contains(last) else { return .nothing }
    let key = String(decoding: pending[2...], as: UTF8.self)
    pending = []
    if search != nil { search = nil }
    switch key {
    case "A": return recall(place - 1)
    case "B": return recall(place + 1)
    case "C": return move(to: cursor + 1)
    case "D": return move(to: cursor - 1)
    case "1;5C", "1;3C": return move(to: wordEnd())
    case "1;5D", "1;3D": return move(to: wordStart())
    case "H", "1~", "7~": return move(to: 0)
    case "F", "4~", "8~": return move(to: text.count)
    case "3~": return delete(cursor)
    case "200~":
      paste = Paste()
      return .redraw
    default: return .redraw
    }
  }

  private mutating func alt() -> Action {
    let key = pending[1]
    pending = []
    search = nil
    switch key {
    case UInt8(ascii: "b"): return move(to: wordStart())
    case UInt8(ascii: "f"): return move(to: wordEnd())
    case UInt8(ascii: "d"): return remove(cursor..<wordEnd())
    case 0x7F: return remove(wordStart()..<cursor)
    // An escape of its own ends a search; what came behind it counts.
    default: return key == 0x1B ? .redraw : feed(key)
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

  @discardableResult
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

  private func wordEnd() -> Int {
    var end = cursor
    while end < text.count, text[end] == " " { end += 1 }
    while end < text.count, text[end] != " " { end += 1 }
    return end
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

// MARK: - Ctrl-R

extension LineEditor {
  /// A control key while the history is searched.
  private mutating func searching(_ octet: UInt8) -> Action {
    switch octet {
    case 0x12:
      search?.older()
      return lookUp()
    case 0x08, 0x7F:
      search?.removeLast()
      return lookUp()
    case 0x03, 0x07:
      text = search?.before ?? text
      cursor = text.count
      search = nil
      return .redraw
    default:
      // What was found is taken, and the key does what it always does.
      search = nil
      let action = control(octet)
      return action == .nothing ? .redraw : action
    }
  }

  /// Shows the newest line that holds what is looked for; where there is none, what is shown stays.
  private mutating func lookUp() -> Action {
    if let found = search?.find(in: history) {
      place = found.line
      text = Array(history[found.line])
      cursor = found.cursor
    }
    return .redraw
  }
}
