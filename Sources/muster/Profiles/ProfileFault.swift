import MusterProtocol

/// What is wrong with one line of a profile.
struct ProfileFault: Equatable {
  enum Reason: Error, Equatable {
    /// Not `key = value`.
    case shape
    case unknown(String, near: String?)
    case twice(String)
    /// A token or a password, which would then lie in a file that people copy and show.
    case secret(String)
    /// `expected` is nil where a control character is what is wrong.
    case value(String, expected: String?)
  }

  /// From 1.
  let line: Int
  let reason: Reason

  func sentence(_ language: Language) -> String {
    language.choose("第 \(line) 行：", "line \(line): ") + Self.sentence(reason, language)
  }

  private static func sentence(_ reason: Reason, _ language: Language) -> String {
    switch reason {
    case .shape: language.choose("应是 名称 = 值", "expected key = value")
    case .unknown(let key, let near):
      language.choose("没有“\(key)”这一项", "there is no key \"\(key)\"")
        + (near.map { language.choose("，是 \($0) 吗？", ": did you mean \($0)?") }
          ?? language.choose(
            "；有：\(ProfileFile.keys.joined(separator: "、"))", "; there are \(ProfileFile.keys.joined(separator: ", "))"))
    case .twice(let key): language.choose("“\(key)”写了两次", "\"\(key)\" stands there twice")
    case .secret(let key):
      language.choose(
        "“\(key)”：配置里不放令牌和密码；令牌放在单独的文件（chmod 600），写 token-file = 文件",
        "\"\(key)\": a profile holds no token and no password; put the token into a file of its own (chmod 600) and write "
          + "token-file = FILE")
    case .value(let key, nil):
      language.choose("“\(key)”的值含有控制字符", "the value of \"\(key)\" holds a control character")
    case .value(let key, .some(let expected)):
      language.choose("“\(key)”的值应是 \(expected)", "the value of \"\(key)\" should be \(expected)")
    }
  }
}

/// All that is wrong with one profile.
struct ProfileFaults: Error, Equatable {
  let faults: [ProfileFault]
}
