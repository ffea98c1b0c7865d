import MusterProtocol

/// What a table's columns hold, and how much of them a terminal's line has room for.
struct ColumnFit {
  static let gap = 2
  /// Sentences wrapped narrower than this, and texts cut shorter, are better read one below the other.
  private static let narrowestSentence = 8
  private static let narrowestText = 12
  /// Columns of sentences, by the protocol's names for them: wrapped, never cut.
  private static let sentences: Set<String> = ["text", "cause", "cure"]
  /// By which people tell rows apart.
  private static let names: Set<String> = ["id", "title", "name"]

  /// The last to be left out of those that are the same in all rows: one without the other misleads.
  private static let times: Set<String> = ["starts", "ends", "from", "to"]

  /// So many rows one below the other are still read; of more, columns are left out.
  private static let mostRecords = 3
  /// Columns that are left when others are.
  private static let fewestColumns = 3

  /// One for each column: cells that it takes at full length.
  let natural: [Int]
  let numeric: [Bool]
  let wraps: [Bool]
  private let columns: [String]
  private let isEmpty: [Bool]
  /// Has one and the same value in all of several rows.
  private let isConstant: [Bool]
  private let mayBeCut: [Bool]
  /// How many values it has: with few it tells little of a row.
  private let variety: [Int]
  private let rows: Int

  /// `heads` and `cells` as they will be shown, of the table that they come from.
  init(_ table: Table, heads: [String], cells: [[String]]) {
    columns = table.columns
    let fields = table.columns.indices.map { column in
      table.rows.compactMap { $0.indices.contains(column) ? $0[column] : nil }
    }
    natural = heads.indices.map { column in
      max(DisplayWidth.of(heads[column]), cells.map { DisplayWidth.of($0[column]) }.max() ?? 0)
    }
    numeric = fields.map { fields in !fields.isEmpty && fields.allSatisfy(Self.isNumber) }
    wraps = table.columns.map(Self.sentences.contains)
    variety = fields.map { Set($0).count }
    rows = table.rows.count
    isEmpty = fields.map { $0.isEmpty && !table.rows.isEmpty }
    isConstant = fields.map { $0.count > 1 && $0.count == table.rows.count && Set($0).count == 1 }
    mayBeCut = zip(table.columns, fields).map { name, fields in
      !Self.names.contains(name) && !Self.sentences.contains(name)
        && !fields.allSatisfy { Self.isNumber($0) || Self.isIdentifier($0) || ShortTimes.isTime($0) }
    }
  }

  /// Which columns a line of `width` cells shows, and how wide each of them is.
  struct Choice {
    var shown: [Int]
    var widths: [Int]
  }

  /// Nil where rows do not fit side by side.
  func choice(width: Int) -> Choice? {
    var shown = Array(columns.indices)
    if total(shown.map { natural[$0] }) <= width { return Choice(shown: shown, widths: natural) }
    if wraps.contains(true) { return fold(shown, width) }
    for column in expendable {
      shown.removeAll { $0 == column }
      let widths = shown.map { natural[$0] }
      if total(widths) <= width { return Choice(shown: shown, widths: widths) }
    }
    if let choice = cut(shown, width) { return choice }
    return rows > Self.mostRecords ? fewer(shown, width) : nil
  }

  /// A long list one row below the other cannot be looked over: what tells its rows apart least is left out, the last column first,
  /// but never names, times and the state.
  private func fewer(_ columns: [Int], _ width: Int) -> Choice? {
    var shown = columns
    let kept = Self.names.union(Self.times).union(["state"])
    let least = columns.filter { !kept.contains(self.columns[$0]) }.sorted { (variety[$0], -$0) < (variety[$1], -$1) }
    for column in least where shown.count > Self.fewestColumns {
      shown.removeAll { $0 == column }
      if let choice = cut(shown, width) { return choice }
    }
    return nil
  }

  /// What may be left out, in this order: columns without a value, then revision and, beside an id, the code, then what is the
  /// same in all rows.
  private var expendable: [Int] {
    let byName = ["v"] + (columns.contains("id") ? ["code"] : [])
    return columns.indices.filter { isEmpty[$0] && columns[$0] != "id" }
      + byName.compactMap { name in columns.firstIndex(of: name).flatMap { isEmpty[$0] ? nil : $0 } }
      + columns.indices.filter { isConstant[$0] && !Self.names.contains(columns[$0]) && !byName.contains(columns[$0]) }
      .sorted { (Self.times.contains(columns[$0]) ? 1 : 0, $0) < (Self.times.contains(columns[$1]) ? 1 : 0, $1) }
  }

  /// Takes from the widest sentences.
  private func fold(_ shown: [Int], _ width: Int) -> Choice? {
    narrowed(shown, width, from: { wraps[$0] }, least: Self.narrowestSentence)
  }

  private func cut(_ shown: [Int], _ width: Int) -> Choice? {
    narrowed(shown, width, from: { mayBeCut[$0] }, least: Self.narrowestText)
  }

  /// Takes from the widest such column, down to the next widest and so on, until the line fits.
  private func narrowed(_ shown: [Int], _ width: Int, from isYielding: (Int) -> Bool, least: Int) -> Choice? {
    var widths = shown.map { natural[$0] }
    let yielding = shown.indices.filter { isYielding(shown[$0]) }
    while total(widths) > width {
      guard let widest = yielding.max(by: { widths[$0] < widths[$1] }), widths[widest] > least else { return nil }
      let next = yielding.filter { $0 != widest }.map { widths[$0] }.max() ?? least
      let fitting = widths[widest] - (total(widths) - width)
      widths[widest] = min(widths[widest] - 1, max(least, next, fitting))
    }
    return Choice(shown: shown, widths: widths)
  }

  private func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + Self.gap * max(0, widths.count - 1) }

  private static func isNumber(_ field: String) -> Bool {
    Double(field) != nil && field.utf8.allSatisfy { $0 < 0x3A && $0 > 0x2A }
  }

  /// `E-214`: capital letters, a hyphen, digits.
  private static func isIdentifier(_ field: String) -> Bool {
    let letters = field.utf8.prefix { (0x41...0x5A).contains($0) }
    let digits = field.utf8.dropFirst(letters.count + 1)
    return !letters.isEmpty && field.utf8.dropFirst(letters.count).first == 0x2D && !digits.isEmpty
      && digits.allSatisfy { (0x30...0x39).contains($0) }
  }
}
