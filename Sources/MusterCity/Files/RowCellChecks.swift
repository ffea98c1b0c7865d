import MusterDomain

/// What a cell's text must look like, by the kind of its column. Each notes its fault and returns nil.
extension RowCells {
  mutating func checkedText(_ cell: String, max: Int, lines: Bool) -> String? {
    if !lines, cell.utf8.contains(where: { $0 == .lineFeed || $0 == 9 }) {
      refuse(.valueCharacter, "不能换行或含制表符", "must not hold a line break or a tab")
      return nil
    }
    if let first = cell.unicodeScalars.first, "=+-@＝＋－＠".unicodeScalars.contains(first) {
      refuse(
        .valueFormula, "不能以 \(first) 开头：表格软件会把它当作公式",
        "must not begin with \(first): a spreadsheet would take it for a formula")
      return nil
    }
    let length = cell.unicodeScalars.count
    guard length <= max else {
      refuse(.valueLength, "有 \(length) 个字符，至多 \(max) 个", "has \(length) characters, at most \(max) are allowed")
      return nil
    }
    return cell
  }

  mutating func checkedCode(_ cell: String) -> String? {
    guard CodeRule.isValid(cell) else {
      let hint = CodeRule.looksLikeSpreadsheetNumber(cell)
      refuse(
        .valueCode,
        "\(shown(cell)) 不是编号（至多40个字母、数字、. _ -）" + (hint ? "：像是表格软件改成了科学计数，请按文本列保存" : ""),
        "\(shown(cell)) is not a code (up to 40 letters, digits and . _ -)"
          + (hint ? "; it looks as if a spreadsheet made a number of it: keep the column as text" : ""))
      return nil
    }
    return cell
  }

  mutating func checkedDate(_ cell: some StringProtocol) -> CivilDate? {
    guard let date = CellTime.date(cell) else {
      refuse(
        .valueDate, "\(shown(cell)) 不是存在的日期（如 2026-05-04）",
        "\(shown(cell)) is not a day that exists, such as 2026-05-04")
      return nil
    }
    return date
  }

  mutating func checkedDateTime(_ cell: some StringProtocol) -> LocalDateTime? {
    guard let value = CellTime.dateTime(cell) else {
      refuse(
        .valueDate, "\(shown(cell)) 不是存在的时间（如 2026-05-04T09:00）",
        "\(shown(cell)) is not a time that exists, such as 2026-05-04T09:00")
      return nil
    }
    return value
  }

  mutating func degrees(in range: ClosedRange<Double>) -> Double? {
    guard let cell = next() else { return nil }
    guard let value = GeoPoint.degrees(cell) else {
      refuse(.valueNumber, "\(shown(cell)) 不是十进制度数（如 109.781327）", "\(shown(cell)) is not decimal degrees such as 109.781327")
      return nil
    }
    guard range.contains(value) else {
      refuse(
        .valueRange, "\(cell) 不在 \(Int(range.lowerBound)) 至 \(Int(range.upperBound)) 度之间（经纬度是否颠倒？）",
        "\(cell) is not from \(Int(range.lowerBound)) to \(Int(range.upperBound)) degrees (longitude and latitude exchanged?)")
      return nil
    }
    return value
  }
}
