import MusterDomain

extension VerbTable {
  private static let account = ArgumentKind.word(maximum: 64)

  static let operation: [VerbRow] = [
    VerbRow(
      "USERS", .access, who: "c", [Argument("name", account, positional: true, "账号", "the account")], pages: true,
      columns: "name role area unit team member disabled tokens v password login", codes: [.notFound], "列出账号", "lists accounts",
      example: "USERS staff-31"),
    VerbRow(
      "USER.SET", .access, who: "c",
      [
        Argument("name", account, required: true, positional: true, "账号", "the account"),
        Argument("role", .choice(Role.allCases.filter { $0 != .operator }.map(\.rawValue)), required: true, "角色", "the role"),
        .area(required: false),
        Argument("unit", .identifier([.unit]), "单位", "the unit"), Argument("team", .identifier([.team]), "服务队", "the team"),
        Argument("member", .identifier([.member]), "成员", "the member"),
        Argument("disabled", .flag, "停用", "whether it is disabled"),
      ],
      changes: true, queues: true, revision: true, fields: "name created v", codes: [.notFound, .denied], "建立或更改账号",
      "makes or changes an account",
      example: "USER.SET staff-31 role=staff area=A-31"),
    VerbRow(
      "TOKEN", .access, who: "c",
      [
        Argument("add", account, "给此账号新令牌（只显示一次）", "makes a token for this account, shown once"),
        Argument("expires", .date, "到期日", "the day when it expires"),
        Argument("label", .text(maximum: 64), "用途说明", "what it is for"),
        Argument("set", .word(maximum: 16), "改此令牌的限制或期限", "changes what this token is limited to"),
        Argument(
          "verbs", .text(maximum: 500), "只许这些动词或组（逗号隔开）；read 即一切只读的",
          "only these verbs or groups, separated by commas; read stands for all that change nothing"),
        Argument("area", .identifier([.area]), "只限此区划及其下级", "only this area and those below it"),
        Argument(
          "from", .text(maximum: 500), "只许从这些地址或网段（逗号隔开）登录", "login only from these addresses or networks, separated by commas"),
        Argument("revoke", .word(maximum: 16), "撤销此令牌", "revokes this token"),
        Argument("name", account, "只列此账号的令牌", "lists only this account's"),
      ],
      changes: true, pages: true, columns: "id name label created expires used revoked verbs area from",
      fields: "id token name expires", codes: [.notFound, .denied, .conflictState],
      "列出、颁发、更改或撤销令牌", "lists, makes, changes or revokes tokens", example: "TOKEN add=staff-31 label=值班电脑"),
    VerbRow(
      "STATUS", .operation, who: "o", [Argument("detail", .flag, "全部细节", "everything")], columns: "name value",
      fields: "more", "服务器状态", "how the server is", example: "STATUS detail=yes"),
    VerbRow(
      "DRAIN", .operation, who: "o", [], fields: "state", "让服务器做完手上的命令后停下",
      "lets the server end its running commands and stop", example: "DRAIN"),
  ]
}
