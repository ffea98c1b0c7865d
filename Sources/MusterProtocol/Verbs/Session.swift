import MusterDomain

extension VerbTable {
  static let session: [VerbRow] = [
    VerbRow(
      "HELP", .session, who: "*", open: true,
      [
        Argument("topic", .word(maximum: 32), positional: true, "动词，或 verbs、errors", "a verb, or verbs, or errors"),
        Argument("format", .choice(ReplyFormat.allCases.map(\.rawValue)), "只这一次答复的写法", "the spelling of this one reply"),
      ],
      fields: "rows", codes: [.notFound], "帮助", "lists what you may do; with a verb, explains it", example: "HELP SHIFTS"),
    VerbRow("PING", .session, who: "*", open: true, [], "试连接", "answers OK", example: "PING"),
    VerbRow(
      "AUTH", .session, who: "*", open: true,
      [
        Argument("mechanism", .choice(["TOKEN", "PEER"]), required: true, positional: true, "方式", "the way of login"),
        Argument("data", .text(maximum: 1_024), positional: true, "令牌", "the token"),
      ],
      fields: "user role scope areas unit team member tz now version proto auth tls maxline maxlit maxrows caps",
      codes: [.authFailed, .authExpired, .limitRate], "登录", "logs in by a token, or by the Unix socket's peer",
      example: "AUTH TOKEN mst_7Q2K_c2VjcmV0"),
    VerbRow("QUIT", .session, who: "*", open: true, [], "结束会话", "ends the session", example: "QUIT"),
    VerbRow(
      "WHOAMI", .session, who: "*", [], fields: "user role scope areas unit team member tz now version", "我是谁、范围和时区",
      "says who you are, with scope and zone", example: "WHOAMI"),
    VerbRow(
      "SET", .session, who: "*", open: true,
      [
        Argument("tz", .text(maximum: 64), "时区，例如 Asia/Shanghai", "the time zone, such as Asia/Shanghai"),
        Argument("format", .choice(ReplyFormat.allCases.map(\.rawValue)), "答复的写法", "the spelling of replies"),
        Argument("lang", .choice(Language.allCases.map(\.rawValue)), "给人看的文字的语言", "the language of what people read"),
        Argument("proto", .integer(1...99), "协议版本", "the protocol's version"),
      ],
      fields: "tz lang format proto", codes: [.proto], "设定会话",
      "sets the session's zone, language, spelling of replies and version",
      example: "SET tz=Asia/Shanghai lang=en"),
  ]
}
