/// What ArgumentParser says about arguments that it does not understand, in Chinese.
enum UsageMessages {
  /// Nil for what it does not know; then the English stays.
  static func chinese(_ message: String) -> String? {
    if let found = message.wholeMatch(of: /Unknown option '(.+?)'(?:\. Did you mean '(.+?)'\?)?/) {
      return "没有选项 \(found.1)" + (found.2.map { "；是 \($0) 吗？" } ?? "")
    }
    if let found = message.wholeMatch(of: /Missing value for '(.+?)'/) { return "\(found.1) 后面要有值" }
    if let found = message.wholeMatch(of: /Missing expected argument '(.+?)'/) { return "缺少 \(found.1)" }
    if let found = message.wholeMatch(of: /The value '(.*?)' is invalid for '(.+?)'(?:\. (.+))?/) {
      return "“\(found.1)”不能作 \(found.2) 的值" + (found.3.map { "（\($0)）" } ?? "")
    }
    if let found = message.wholeMatch(of: /Unexpected argument '(.+?)'/) { return "多出了 \(found.1)" }
    if let found = message.wholeMatch(of: /\d+ unexpected arguments: (.+)/) { return "多出了 \(found.1)" }
    return nil
  }
}
