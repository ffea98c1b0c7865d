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
        Argument(
          "mechanism", .choice(["SCRAM-SHA-256", "TOKEN", "PEER"]), required: true, positional: true, "方式", "the way of login"),
        Argument(
          "data", .text(maximum: 2_048), positional: true, "令牌，或 SCRAM 的第一条消息（base64）",
          "the token, or SCRAM's first message in base 64"),
      ],
      fields:
        "user role scope areas unit team member tz now version proto auth tls maxline maxlit maxrows maxbatch maxbatchlen caps verbs",
      codes: [.authFailed, .denied, .conflictState, .limitRate],
      "登录：令牌、密码（SCRAM：答 + 一行，再发一行）或本机套接字",
      "logs in by a token, a password (SCRAM: answered by a line +, for which one more line is due) or the Unix socket's peer",
      example: "AUTH TOKEN mst_7Q2K_c2VjcmV0"),
    VerbRow("QUIT", .session, who: "*", open: true, [], "结束会话", "ends the session", example: "QUIT"),
    VerbRow(
      "PASSWORD", .session, who: "*",
      [
        Argument("user", .word(maximum: 64), "哪个账号（管理员用）；不写即自己", "whose, for administrators; one's own where it is left out"),
        Argument(
          "verifier", .text(maximum: 256), "密码的校验值，如 PostgreSQL 所写；密码本身从不发送（muster password 会算好）",
          "what proves the password, as PostgreSQL writes it; the password itself is never sent (muster password makes it)"),
        Argument("remove", .flag, "yes 即取消密码登录", "yes: no login by password any longer"),
      ],
      changes: true, fields: "user password number", codes: [.notFound, .denied, .conflictState], "设定或取消登录密码",
      "sets or removes the password of a login",
      example:
        "PASSWORD verifier=SCRAM-SHA-256$600000:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    ),
    VerbRow(
      "WHOAMI", .session, who: "*", [], fields: "user role scope areas unit team member tz now version verbs", "我是谁、范围和时区",
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
