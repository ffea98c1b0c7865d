import FoundationEssentials

/// `--config FILE`: one `name = value` a line, the names of the command line's options; `#` begins a comment line. It is turned into
/// options, so that one parser checks both and a mistake reads the same.
enum ConfigurationFile {
  /// The arguments with the file's options in front of the rest of the options.
  static func expand(_ arguments: [String]) throws -> [String] {
    guard let index = arguments.firstIndex(of: "--config") else { return arguments }
    guard index + 1 < arguments.count else { throw StartFailure("--config 之后写文件名", "--config takes a file's name") }
    var rest = arguments
    let path = rest.remove(at: index + 1)
    rest.remove(at: index)
    // A subcommand stands first.
    let head = rest.prefix { !$0.hasPrefix("-") }
    return Array(head) + (try options(in: path)) + rest.dropFirst(head.count)
  }

  private static func options(in path: String) throws -> [String] {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw StartFailure("读不了配置文件 \(path)", "cannot read the configuration file \(path)")
    }
    return try parse(text, path: path)
  }

  static func parse(_ text: String, path: String) throws -> [String] {
    var options: [String] = []
    for (number, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = raw.trimmed
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      guard let equals = line.firstIndex(of: "=") else {
        throw StartFailure(
          "\(path) 第 \(number + 1) 行应是 名称 = 值", "\(path), line \(number + 1): expected name = value")
      }
      let name = line[..<equals].trimmed
      let value = line[line.index(after: equals)...].trimmed
      guard !name.isEmpty, !value.isEmpty else {
        throw StartFailure("\(path) 第 \(number + 1) 行缺名称或值", "\(path), line \(number + 1): a name or a value is missing")
      }
      options += ["--\(name)", value]
    }
    return options
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    let start = drop(while: blank)
    guard let last = start.lastIndex(where: { !blank($0) }) else { return "" }
    return String(start[...last])
  }
}
