import MusterDomain

extension VerbTable {
  private static let whose = Argument(
    "member", .identifier([.member]), positional: true, "成员编号；自己的可不写", "the member's id; left out: oneself")

  static let messages: [VerbRow] = [
    VerbRow(
      "MESSAGES", .messages, who: "c s m",
      [
        .state("queued", "sent", "dead", "dropped"),
        Argument("kind", .choice(MessageKind.allCases.map(\.rawValue)), "只看此类", "only this kind"), .member, .withinArea,
      ],
      pages: true, columns: "id kind member assignment area state due attempts note ended",
      "列出发给成员的消息，新的在前", "lists messages to members, the newest first", example: "MESSAGES state=dead"),
    VerbRow(
      "MESSAGE.SET", .messages, who: "c s",
      [
        .id(.message, "消息编号", "the message's id"),
        .state(
          "queued", "dropped", required: true, says: ("queued 重新发送，dropped 不再发送", "queued sends it again, dropped lets it be")),
      ],
      changes: true, queues: true, fields: "id state", codes: [.notFound, .conflictState], "重发或放弃一条消息",
      "sends a message again, or lets it be", example: "MESSAGE.SET L-4K7Q2M9X state=queued"),
    VerbRow(
      "NOTICES", .messages, who: "s m", [whose], columns: "member lang quiet remind v", codes: [.notFound],
      "看成员希望怎样收消息", "shows how a member wants to be told", example: "NOTICES"),
    VerbRow(
      "NOTICES.SET", .messages, who: "s m",
      [
        whose, Argument("lang", .choice(["zh-CN", "en"]), "消息的语言", "the language of messages"),
        Argument(
          "quiet", .text(maximum: 11), "免打扰时段，如 22:00-08:00；none 为没有", "quiet hours such as 22:00-08:00; none for none"),
        Argument(
          "remind", .text(maximum: 5), "班前多少分钟提醒（30 至 10080）；none 为不提醒",
          "minutes before a shift to be reminded, 30 to 10080; none for never"),
      ],
      changes: true, queues: true, revision: true, fields: "member lang quiet remind v", codes: [.notFound], "设定怎样收消息",
      "says how a member wants to be told", example: "NOTICES.SET quiet=21:30-07:30 remind=120"),
  ]
}
