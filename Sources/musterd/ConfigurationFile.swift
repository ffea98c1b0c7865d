import FoundationEssentials

/// `--config FILE`: one `name = value` a line, the names of the command line's options; `#` begins a comment line. It is turned into
/// options, so that one parser checks both and a mistake reads the same.
enum ConfigurationFile {
  /// One line's setting.
  struct Setting {
    let name: String
    let value: String
    let line: Int
  }

  /// The arguments with the file's options in front of the rest of the options.
  static func expand(_ arguments: [String]) throws -> [String] {
    var rest = arguments
    guard let path = try takePath(from: &rest) else { return arguments }
    // A subcommand stands first.
    let head = rest.prefix { !$0.hasPrefix("-") }
    return Array(head) + (try options(in: path)) + rest.dropFirst(head.count)
  }

  /// `--config FILE` or `--config=FILE`, taken out of the arguments.
  private static func takePath(from arguments: inout [String]) throws -> String? {
    guard let index = arguments.firstIndex(where: { $0 == "--config" || $0.hasPrefix("--config=") }) else { return nil }
    let option = arguments.remove(at: index)
    let path: String
    if option == "--config" {
      path = index < arguments.count ? arguments.remove(at: index) : ""
    } else {
      path = String(option.dropFirst("--config=".count))
    }
    guard !path.isEmpty else { throw StartFailure("--config 之后写文件名", "--config takes a file's name") }
    return path
  }

  private static func options(in path: String) throws -> [String] {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw StartFailure("读不了配置文件 \(path)", "cannot read the configuration file \(path)")
    }
    let settings = try parse(text, path: path)
    for setting in settings {
      do { try SettingCheck.check(setting.name, setting.value) } catch let failure as StartFailure {
        throw failure.at("\(path) 第 \(setting.line) 行", "\(path), line \(setting.line)")
      }
    }
    return settings.flatMap { ["--\($0.name)", $0.value] }
  }

  static func parse(_ text: String, path: String) throws -> [Setting] {
    var settings: [Setting] = []
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
      settings.append(Setting(name: name, value: value, line: number + 1))
    }
    return settings
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
    let start = drop(while: blank)
    guard let last = start.lastIndex(where: { !blank($0) }) else { return "" }
    return String(start[...last])
  }
}
