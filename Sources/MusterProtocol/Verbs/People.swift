import MusterDomain

extension VerbTable {
  static let people: [VerbRow] = [
    VerbRow(
      "MEMBERS", .members, who: "s m u t c", [.search, .withinArea, .unit, .team], pages: true,
      columns: "id number name kind area unit phone state v", "列出成员（电话只显示后四位）", "lists members, phones masked",
      example: "MEMBERS in=A-31 q=王芳"),
    VerbRow(
      "MEMBER", .members, who: "s m u c",
      [
        .id(.member, "成员编号", "the member's id"),
        Argument("reveal", .choice(["phone"]), "显示完整电话（记入日志）", "shows the whole phone number, and logs it"), .reason(),
      ],
      columns: "id number name kind area grid unit phone skills wishes windows teams state v", fields: "more",
      codes: [.notFound],
      "看一位成员", "shows one member", example: "MEMBER M-88Q reveal=phone reason=\"电话通知改期\""),
    VerbRow(
      "REGISTER", .registration, who: "u s m",
      [
        Argument("member", .identifier([.member]), required: true, positional: true, "成员编号", "the member's id"), .area(), .grid,
      ],
      changes: true, queues: true, fields: "id state receipt v", codes: [.notFound, .conflictState], "报到",
      "reports a member to a community",
      example: "REGISTER M-88Q area=A-31"),
    VerbRow(
      "REGISTRATIONS", .registration, who: "u s m",
      [
        .id(.registration, required: false, "报到编号", "the registration's id"),
        .state("drafted", "submitted", "approved", "active", "transferred", "exempt", "left"), .withinArea, .unit,
      ],
      pages: true, columns: "id member name area unit state receipt changed v", codes: [.notFound], "列出报到",
      "lists registrations",
      example: "REGISTRATIONS state=submitted in=A-31"),
    VerbRow(
      "REGISTRATION.SET", .registration, who: "u s m",
      [
        .id(.registration, "报到编号", "the registration's id"),
        .state(
          "approved", "received", "transferred", "exempt", "left", required: true,
          says: ("新状态：审核、接收（给回执）、转出、免除、离开", "approve, receive (gives the receipt), transfer, exempt or leave")),
        .reason(),
      ],
      changes: true, queues: true, revision: true, fields: "id state receipt v", codes: [.notFound, .conflictState], "办理报到",
      "takes a registration a step on",
      example: "REGISTRATION.SET G-12 state=received if=2"),
  ]
}
