import MusterDomain

/// The cells of one row, handed out in the order of the file's columns, each read as what its column holds. A reader that
/// finds a fault notes it in the log and returns nil; `isWhole` says at the end whether any did. Nothing is trimmed,
/// completed or corrected.
struct RowCells {
  let file: CityFile
  let columns: [CityColumn]
  let log: ProblemLog
  let table: CSVTable
  let record: CSVTable.Record
  /// For each column its field's index, or -1 where the header lacks it.
  let fields: [Int]
  private(set) var isWhole = true
  private var cursor = 0

  init(
    _ record: CSVTable.Record, of table: CSVTable, fields: [Int], columns: [CityColumn], file: CityFile, log: ProblemLog
  ) {
    self.record = record
    self.table = table
    self.fields = fields
    self.columns = columns
    self.file = file
    self.log = log
  }

  var line: Int { record.line }
  /// The column read last.
  private var column: CityColumn { columns[cursor - 1] }

  // MARK: One reader a kind of cell, each taking the next column

  /// Text that people read, of 1 to `max` characters on one line.
  mutating func text(max: Int) -> String? {
    guard let cell = next() else { return nil }
    return checkedText(cell, max: max, lines: false)
  }

  /// As `text`, but LF and TAB may stand inside.
  mutating func lines(max: Int) -> String? {
    guard let cell = next() else { return nil }
    return checkedText(cell, max: max, lines: true)
  }

  /// A name that files refer by: 1 to 40 ASCII letters, digits, `.`, `_`, `-`, the first a letter or digit.
  mutating func code() -> String? {
    guard let cell = next() else { return nil }
    return checkedCode(cell)
  }

  /// As `code`, several between semicolons, none twice.
  mutating func codes() -> [String] {
    var seen: [String] = []
    for item in items() {
      guard let code = checkedCode(item) else { continue }
      if seen.contains(code) {
        refuse(.duplicate, "“\(code)”重复", "\(shown(code)) stands there twice")
      } else {
        seen.append(code)
      }
    }
    return seen
  }

  /// 统一社会信用代码.
  mutating func creditCode() -> String? {
    guard let cell = next() else { return nil }
    guard CreditCode.isValid(cell) else {
      refuse(
        .valueCode, "\(shown(cell)) 不是有效的18位统一社会信用代码（GB 32100-2015 校验）",
        "\(shown(cell)) is not an 18-character credit code with a right check character (GB 32100-2015)")
      return nil
    }
    return cell
  }

  mutating func integer(in range: ClosedRange<Int>) -> Int? {
    guard let cell = next() else { return nil }
    let isCanonical = !cell.isEmpty && cell.utf8.allSatisfy { (48...57).contains($0) }
    guard isCanonical, let value = Int(cell) else {
      refuse(.valueNumber, "\(shown(cell)) 不是整数", "\(shown(cell)) is not a whole number")
      return nil
    }
    guard range.contains(value) else {
      refuse(
        .valueRange, "\(value) 不在 \(range.lowerBound) 至 \(range.upperBound) 之间",
        "\(value) is not from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  mutating func choice<T: Choice>(_: T.Type) -> T? {
    guard let cell = next() else { return nil }
    guard let value = T(cell: cell) else {
      refuse(
        .valueChoice, "\(shown(cell)) 不在可选值之中：\(T.choicesInChinese)",
        "\(shown(cell)) is none of \(T.choicesInEnglish)")
      return nil
    }
    return value
  }

  mutating func date() -> CivilDate? {
    guard let cell = next() else { return nil }
    return checkedDate(cell)
  }

  mutating func dateTime() -> LocalDateTime? {
    guard let cell = next() else { return nil }
    return checkedDateTime(cell)
  }

  /// A time of day; `24:00` only where `asEnd`.
  mutating func time(asEnd: Bool) -> LocalTime? {
    guard let cell = next() else { return nil }
    guard let time = CellTime.time(cell), asEnd || time < .endOfDay else {
      refuse(.valueTime, "\(shown(cell)) 不是 08:30 这样的时刻", "\(shown(cell)) is not a time such as 08:30")
      return nil
    }
    return time
  }

  /// Longitude and latitude, two columns, degrees in WGS 84 or GCJ-02 as the city keeps them, inside China's bounds (which
  /// catches the two exchanged).
  mutating func point() -> GeoPoint? {
    let longitude = degrees(in: 73...136)
    let latitude = degrees(in: 3...54)
    guard let longitude, let latitude else { return nil }
    return GeoPoint(longitude: longitude, latitude: latitude)
  }

  /// A mobile number of 11 digits, or an area code and number such as 0477-8580001. The sentence does not repeat it.
  mutating func phone() -> String? {
    guard let cell = next() else { return nil }
    guard PhoneNumber.isValid(cell) else {
      refuse(
        .valuePhone, "电话不是11位手机号，也不是 0477-8580001 这样的固定电话",
        "the number is neither a mobile of 11 digits nor such as 0477-8580001")
      return nil
    }
    return cell
  }

  /// The name of an account: a lower-case letter, then up to 31 of `a-z 0-9 - .`.
  mutating func accountName() -> String? {
    guard let cell = next() else { return nil }
    let bytes = Array(cell.utf8)
    let isGood =
      bytes.count <= 32 && (97...122).contains(bytes.first ?? 0)
      && bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
    guard isGood else {
      refuse(
        .valueCode, "\(shown(cell)) 不是账号名（小写字母开头，至多32个小写字母、数字、- 或 .）",
        "\(shown(cell)) is not an account's name (a lower-case letter, then up to 31 of a-z, 0-9, - and .)")
      return nil
    }
    return cell
  }

  /// The next cell's items between semicolons; an empty cell has none. An empty item is a fault.
  mutating func items() -> [String] {
    guard let cell = next() else { return [] }
    let items = cell.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    if items.contains("") {
      refuse(.valueList, "列表中有空项（检查分号）", "the list has an empty item (see the semicolons)")
      return []
    }
    return items
  }

  // MARK: Faults

  /// Notes a fault of the column read last.
  mutating func refuse(_ code: ImportProblem.Code, _ chinese: String, _ english: String) {
    refuse(code, column: column.name, chinese, english)
  }

  mutating func refuse(_ code: ImportProblem.Code, column: String, _ chinese: String, _ english: String) {
    isWhole = false
    log.add(ImportProblem(file: file.name, line: line, column: column, code: code, chinese: chinese, english: english))
  }

  /// Notes that `end` does not lie after the start in another column.
  mutating func refuseOrder(column: String, after start: String) {
    refuse(.valueRange, column: column, "必须晚于 \(start)", "must be later than \(start)")
  }

  // MARK: The cell itself

  /// The next column's cell: nil if empty or absent, which is a fault where the column is required.
  mutating func next() -> String? {
    cursor += 1
    let field = fields[cursor - 1]
    guard field >= 0 else { return nil }
    let bytes = table.bytes(record, field)
    guard !bytes.isEmpty else {
      if column.isRequired { refuse(.valueRequired, "必填", "must not be empty") }
      return nil
    }
    let cell = String(decoding: bytes, as: UTF8.self)
    return isPlain(bytes) || hasGoodCharacters(cell) ? cell : nil
  }

  /// Printable ASCII without a blank at either end: most cells of most files.
  private func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { (0x20..<0x7F).contains($0) } && bytes.first != 0x20 && bytes.last != 0x20
  }

  private mutating func hasGoodCharacters(_ cell: String) -> Bool {
    if let first = cell.unicodeScalars.first, let last = cell.unicodeScalars.last,
      CharacterRule.isBlank(first) || CharacterRule.isBlank(last)
    {
      refuse(.valueBlanks, "首尾有空白字符，请删除", "begins or ends with a blank: remove it")
      return false
    }
    for scalar in cell.unicodeScalars where CharacterRule.isForbidden(scalar) && scalar != "\n" && scalar != "\t" {
      let name = String(scalar.value, radix: 16, uppercase: true)
      refuse(.valueCharacter, "含有不可见或控制字符 U+\(name)", "holds an invisible or control character, U+\(name)")
      return false
    }
    return true
  }
}
