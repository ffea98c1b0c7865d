import ArgumentParser
import FoundationEssentials
import Glibc
import MusterCity
import MusterDomain

extension SampleProfile: ExpressibleByArgument {}
extension TextEncoding: ExpressibleByArgument {}

/// `muster sample`: writes a made-up city as the CSV files that `muster import` reads. Needs no server.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "生成一座虚构城市的导入文件 / Write a made-up city as the CSV files that import reads.",
    discussion: """
      四座城市的规模取自实际数字；旗县以下的地名、单位、人员均为虚构，电话号段 154 未启用。
      Four cities with the sizes of real ones; places below the banner, units and people are made up, and the
      telephone prefix 154 is assigned to nobody. The same arguments write the same bytes.

      例 / Example:
        muster sample hulunbuir --city hulunbuir
        muster sample small --city linhe --members 240 --seed 7 --week 2026-05-04
        muster import small
      """)

  @Argument(help: ArgumentHelp("写入的目录 / The directory to write to.", valueName: "directory"))
  var directory: String

  @Option(help: "城市 / The city whose sizes it has.")
  var city: SampleProfile

  @Option(
    help: ArgumentHelp(
      "成员人数，其余按比例 / How many members; all else in proportion. Default: the real city's.", valueName: "n"))
  var members: Int?

  @Option(help: ArgumentHelp("随机种子 / Seed: the same one makes the same city.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("活动与需求所在的一周 / Any day of the week in which events and needs lie.", valueName: "date"))
  var week = "2026-05-04"

  @Option(help: "编码 / Encoding.")
  var encoding = TextEncoding.utf8

  @Flag(help: "目录中有其他文件也写入 / Write even if the directory holds other files.")
  var force = false

  func validate() throws {
    if CivilDate(week) == nil { throw ValidationError("--week “\(week)”不是存在的日期 / --week \"\(week)\" is not a day that exists") }
    let allowed = SampleCity.fewestMembers...SampleCity.mostMembers
    if let members, !allowed.contains(members) {
      throw ValidationError(
        "--members 须在 \(allowed.lowerBound) 至 \(allowed.upperBound) 之间 / --members must be \(allowed.lowerBound) to "
          + "\(allowed.upperBound)")
    }
  }

  func run() throws {
    guard let day = CivilDate(week) else {
      throw ValidationError("--week “\(week)”不是存在的日期 / --week \"\(week)\" is not a day that exists")
    }
    let made = SampleCity.make(profile: city, members: members, seed: seed, week: day)
    guard let files = CityFiles.write(made, encoding: encoding) else {
      throw refusal("这台机器没有 GB18030 转换器", "this machine has no converter for GB18030")
    }
    try prepareDirectory()
    for file in files { try write(file.bytes, as: file.name) }
    report(made, files)
  }

  // MARK: Files

  /// Makes the directory, or accepts one that holds nothing but a sample's files.
  private func prepareDirectory() throws {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw refusal("无法创建目录 \(directory)：\(reason())", "cannot make the directory: \(reason())")
    }
    guard !force else { return }
    let found: [String]
    do {
      found = try FileManager.default.contentsOfDirectory(atPath: directory)
    } catch {
      throw refusal("无法读取目录 \(directory)", "cannot read the directory")
    }
    if let other = found.sorted().first(where: { CityFile(name: $0) == nil && !$0.hasPrefix(".") }) {
      throw refusal(
        "目录 \(directory) 中有 \(other)，不像是示例城市；确需写入请加 --force",
        "the directory holds \(other) and does not look like a sample; add --force to write all the same")
    }
  }

  /// Written beside and moved into place, so that a file is never seen half written.
  private func write(_ bytes: [UInt8], as name: String) throws {
    let target = "\(directory)/\(name)"
    let part = "\(directory)/.\(name).part"
    let isWritten = FileManager.default.createFile(atPath: part, contents: Data(bytes))
    guard isWritten, rename(part, target) == 0 else {
      let why = reason()
      unlink(part)
      throw refusal("无法写入 \(target)：\(why)", "cannot write \(target): \(why)")
    }
  }

  private func reason() -> String { String(cString: strerror(errno)) }

  private func refusal(_ chinese: String, _ english: String) -> any Error {
    standardError("\(chinese) / \(english)")
    return ExitCode(1)
  }

  // MARK: What was written

  private func report(_ made: City, _ files: [(name: String, bytes: [UInt8])]) {
    var rows = [["内容", "文件 file", "行数 rows", "字节 bytes"]]
    for file in files {
      guard let kind = CityFile(name: file.name) else { continue }
      rows.append([kind.chinese, file.name, String(made.count(of: kind)), String(file.bytes.count)])
    }
    guard isatty(STDOUT_FILENO) == 1 else {
      for row in rows.dropFirst() { print(row.joined(separator: "\t")) }
      return
    }
    let widths = rows[0].indices.map { column in rows.map { displayWidth($0[column]) }.max() ?? 0 }
    for row in rows {
      let cells = row.enumerated().map { index, cell in
        let blanks = String(repeating: " ", count: widths[index] - displayWidth(cell))
        return index < 2 ? cell + blanks : blanks + cell
      }
      print(cells.joined(separator: "  "))
    }
    print("\n\(city.chinese)（虚构 made up）：\(directory)，下一步 next: muster import \(directory)")
  }

  /// Columns on a terminal: Chinese characters and full-width punctuation take two.
  private func displayWidth(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + (0x2E80...0xFFE6 ~= $1.value ? 2 : 1) }
  }
}

private func standardError(_ text: String) {
  let bytes = Array("\(text)\n".utf8)
  _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
