/// One file read into rows: header matched by name, every row's cells checked, rows with the same key refused.
struct RowFile<Row: CityRow> {
  private(set) var rows: [Row] = []
  /// The first cells of rows that were at fault: a reference to one of them is not a second fault.
  private(set) var tainted: Set<String> = []
  /// False if the file was given and could not be read at all: then references into it cannot be judged.
  private(set) var isReadable = true

  /// A file that was not given.
  init() {}

  init(_ bytes: [UInt8], log: ProblemLog) {
    let problems = FileProblems(file: Row.file, log: log)
    guard let table = problems.table(bytes), let fields = problems.header(of: table, columns: Row.columns) else {
      isReadable = false
      return
    }
    problems.note(table.failures, of: table, columns: Row.columns, fields: fields)
    readRows(of: table, fields: fields, log: log, problems: problems)
    refuseDuplicates(problems)
  }

  private mutating func readRows(of table: CSVTable, fields: [Int], log: ProblemLog, problems: FileProblems) {
    let width = table.records[0].count
    rows.reserveCapacity(table.records.count - 1)
    for record in table.records.dropFirst() {
      guard problems.hasShape(record, of: table, width: width) else { continue }
      var cells = RowCells(record, of: table, fields: fields, columns: Row.columns, file: Row.file, log: log)
      if let row = Row(&cells) {
        rows.append(row)
      } else if fields[0] >= 0 {
        tainted.insert(table.text(record, fields[0]))
      }
    }
  }

  private func refuseDuplicates(_ problems: FileProblems) {
    var firstLine: [String: Int] = [:]
    firstLine.reserveCapacity(rows.count)
    for row in rows {
      if let line = firstLine[row.key] {
        problems.add(
          row.line, Row.columns[0].name, .duplicate, "\(shown(row.key)) 与第 \(line) 行重复",
          "\(shown(row.key)) stands on line \(line) already")
      } else {
        firstLine[row.key] = row.line
      }
    }
  }
}

/// Notes the problems of one file as a whole: its encoding, its syntax, its header.
struct FileProblems {
  let file: CityFile
  let log: ProblemLog

  func add(_ line: Int, _ column: String, _ code: ImportProblem.Code, _ chinese: String, _ english: String) {
    log.add(ImportProblem(file: file.name, line: line, column: column, code: code, chinese: chinese, english: english))
  }

  /// The file's records, at least a header; nil if there are none to be had.
  func table(_ bytes: [UInt8]) -> CSVTable? {
    let text: ArraySlice<UInt8>
    do throws(TextEncoding.Failure) {
      text = try TextEncoding.decode(bytes)
    } catch {
      note(error)
      return nil
    }
    let table = CSVTable(text)
    if let first = table.failures.first, table.records.first.map({ $0.line > first.line }) ?? true {
      // Without a header nothing below it has a meaning.
      note([first], of: table, columns: [], fields: [])
      return nil
    }
    guard !table.records.isEmpty else {
      add(0, "", .empty, "文件是空的，第一行应为列名", "the file is empty: its first line should name the columns")
      return nil
    }
    return table
  }

  private func note(_ failure: TextEncoding.Failure) {
    switch failure {
    case .utf16:
      add(0, "", .csvEncoding, "文件是 UTF-16 编码，请另存为 UTF-8 或 GB18030", "the file is UTF-16: save it as UTF-8 or GB18030")
    case .notUTF8(let line):
      add(line, "", .csvEncoding, "此行有不是 UTF-8 的字节", "this line has a byte that is not UTF-8")
    case .notGB18030(let line):
      add(
        line, "", .csvEncoding, "此行有既不是 UTF-8 也不是 GB18030 的字节", "this line has a byte that is neither UTF-8 nor GB18030")
    case .noConverter:
      add(
        0, "", .csvEncoding, "文件不是 UTF-8，而这台机器没有 GB18030 转换器",
        "the file is not UTF-8, and this machine has no converter for GB18030")
    }
  }

  /// For each column the index of its field in every record, -1 for an optional one that the header lacks; nil if the
  /// header is at fault.
  func header(of table: CSVTable, columns: [CityColumn]) -> [Int]? {
    let record = table.records[0]
    var fields = [Int](repeating: -1, count: columns.count)
    var isGood = true
    for index in 0..<record.count {
      let name = table.text(record, index)
      guard let column = columns.firstIndex(where: { $0.name == name || $0.chinese == name }) else {
        isGood = false
        add(record.line, name.count <= 40 ? name : "", .columnUnknown, unknownInChinese(name, columns), unknown(name, columns))
        continue
      }
      if fields[column] >= 0 {
        isGood = false
        add(record.line, columns[column].name, .columnTwice, "列 \(shown(name)) 出现两次", "the column stands there twice")
      }
      fields[column] = index
    }
    for (index, column) in columns.enumerated() where column.isRequired && fields[index] < 0 {
      isGood = false
      add(
        record.line, column.name, .columnMissing, "缺少列 \(column.name)（\(column.chinese)）",
        "the column \(column.name) (\(column.chinese)) is missing")
    }
    return isGood ? fields : nil
  }

  private func unknown(_ name: String, _ columns: [CityColumn]) -> String {
    "no column is called \(shown(name)); there are \(columns.map(\.name).joined(separator: ", "))"
  }

  private func unknownInChinese(_ name: String, _ columns: [CityColumn]) -> String {
    "没有名为 \(shown(name)) 的列；可用的列：\(columns.map(\.chinese).joined(separator: "、"))"
  }

  func note(_ failures: [CSVTable.Failure], of table: CSVTable, columns: [CityColumn], fields: [Int]) {
    for failure in failures {
      let column = fields.firstIndex(of: failure.field).map { columns[$0].name } ?? ""
      switch failure.fault {
      case .quoteInBareField:
        add(
          failure.line, column, .csvQuote, "引号出现在未加引号的单元格中", "a quote inside a cell that does not begin with one")
      case .textAfterQuote:
        add(failure.line, column, .csvQuote, "右引号之后还有文字（文中的引号须写两个）", "text after the closing quote (double a quote inside)")
      case .quoteNeverClosed:
        add(failure.line, column, .csvQuote, "此处的引号没有结束", "the quote that opens here is never closed")
      case .loneCarriageReturn:
        add(failure.line, column, .csvLine, "单独的回车符（换行应为 LF 或 CRLF）", "a carriage return without a line feed")
      case .blankLine:
        add(failure.line, "", .empty, "空行，请删除", "a blank line: remove it")
      }
    }
  }

  /// Whether a record has the header's number of fields and something in them.
  func hasShape(_ record: CSVTable.Record, of table: CSVTable, width: Int) -> Bool {
    guard record.count == width else {
      add(
        record.line, "", .csvColumns, "有 \(record.count) 个单元格，表头有 \(width) 列",
        "has \(record.count) cells, the header \(width)")
      return false
    }
    guard table.ends[record.first] < table.ends[record.first + record.count] else {
      add(record.line, "", .empty, "整行为空，请删除", "a row without any value: remove it")
      return false
    }
    return true
  }
}
