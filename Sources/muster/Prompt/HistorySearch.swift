/// What Ctrl-R looks for, and how far back it has come.
struct HistorySearch: Equatable {
  private(set) var query = ""
  /// The line that was being typed, for whoever gives up.
  let before: [Character]
  private(set) var isFailing = false
  /// Where the last match stands, or nil before the first.
  private var line: Int?
  private var wantsOlder = false

  init(before: [Character]) { self.before = before }

  mutating func add(_ text: String) {
    query += text
    wantsOlder = false
  }

  mutating func removeLast() {
    if !query.isEmpty { query.removeLast() }
    line = nil
    wantsOlder = false
  }

  mutating func older() { wantsOlder = true }

  /// The newest line that holds the query, in any case of letters: at or before the last match, before it where an older one is
  /// wanted. The cursor stands where the match begins.
  mutating func find(in history: [String]) -> (line: Int, cursor: Int)? {
    guard !query.isEmpty else { return nil }
    let start = line.map { wantsOlder ? $0 - 1 : $0 } ?? history.count - 1
    let wanted = Array(query.lowercased())
    for index in stride(from: start, through: 0, by: -1) {
      guard let cursor = Self.position(of: wanted, in: Array(history[index].lowercased())) else { continue }
      line = index
      isFailing = false
      return (index, min(cursor, history[index].count))
    }
    isFailing = true
    return nil
  }

  private static func position(of wanted: [Character], in text: [Character]) -> Int? {
    guard text.count >= wanted.count else { return nil }
    return (0...(text.count - wanted.count)).first { text[$0..<($0 + wanted.count)].elementsEqual(wanted) }
  }
}
