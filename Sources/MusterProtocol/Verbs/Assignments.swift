import MusterDomain

extension VerbTable {
  private static let assignment = Argument.id(.assignment, "派单编号", "the assignment's id")
  private static let shift = Argument(
    "shift", .identifier([.shift]), required: true, positional: true, "班次编号", "the shift's id")

  static let assignments: [VerbRow] = [
    VerbRow(
      "ASSIGNMENTS", .assignments, who: "s m t u",
      [
        Argument("shift", .identifier([.shift]), "只看此班次", "only this shift"),
        Argument("event", .identifier([.event]), "只看此活动", "only this event"), .member, .withinArea,
        .state(
          "offered", "accepted", "declined", "expired", "withdrawn", "released", "checked-in", "served", "absent", "excused"),
        .from(), .to(),
      ],
      pages: true, columns: "id shift member name starts ends role state deadline source v was", "列出派单", "lists assignments",
      example: "ASSIGNMENTS event=E-214 state=accepted"),
    VerbRow(
      "AGENDA", .assignments, who: "s m t u", [.from(), .to(), .member], pages: true,
      columns: "id starts ends role title area state deadline v was swap", "我的日程，按开始时间", "what is ahead of me, by start time",
      example: "AGENDA from=2026-05-04"),
    VerbRow(
      "ASSIGN", .assignments, who: "s t",
      [
        shift, Argument("member", .identifier([.member]), required: true, positional: true, "成员编号", "the member's id"),
        .reason(),
      ],
      changes: true, queues: true, fields: "id state deadline override",
      codes: [.notFound, .conflictOverlap, .conflictFull, .conflictState, .conflictRule],
      "派单：向成员发出邀约", "offers a seat to a member", example: "ASSIGN S-9001 M-88Q"),
    VerbRow(
      "RELEASE", .assignments, who: "s t", [assignment, .reason(required: true)], changes: true, queues: true, revision: true,
      fields: "state v", codes: [.notFound, .conflictState], "撤回派单", "takes an offer or a seat back",
      example: "RELEASE P-1201 reason=活动缩小规模"),
    VerbRow(
      "ACCEPT", .assignments, who: "s m t", [assignment, .byPhone], changes: true, queues: true, revision: true,
      fields: "state starts v", codes: [.notFound, .conflictOverlap, .conflictState], "接单", "accepts an offer",
      example: "ACCEPT P-1201"),
    VerbRow(
      "DECLINE", .assignments, who: "s m t",
      [
        assignment, .reason(), .byPhone,
        Argument("substitute", .identifier([.member]), "先问这位替补", "asks this person first"),
        Argument("stay", .flag, "no：不等人接替，现在就退出", "no: leaves now, without waiting to be taken over"),
      ],
      changes: true, queues: true, revision: true, fields: "state v substitute stay", codes: [.notFound, .conflictState],
      "谢绝邀约",
      "declines an offer, or gives an accepted seat back",
      example: "DECLINE P-1201 reason=加班"),
    VerbRow(
      "SUBSTITUTES", .assignments, who: "s t", [assignment], columns: "member name score distance recent state",
      codes: [.notFound],
      "列出可替补的人", "lists who could stand in", example: "SUBSTITUTES P-1201"),
    VerbRow(
      "SWAP", .assignments, who: "s m t",
      [
        assignment,
        Argument("with", .identifier([.assignment]), required: true, positional: true, "对方的派单编号", "the other's assignment"),
        .byPhone,
      ],
      changes: true, fields: "id state", codes: [.notFound, .conflictOverlap, .conflictState, .conflictRule, .denied],
      "两人换班：一人提出，另一人反过来再发一次即换", "two people swap: one asks, the other sends the same the other way round",
      example: "SWAP P-1201 P-1202"),
    VerbRow(
      "UNDO", .assignments, who: "m", [assignment], changes: true, queues: true, revision: true, fields: "state deadline v",
      codes: [.notFound, .conflictFull, .conflictState], "撤销电话代答，重新自己答复", "takes back what was answered by telephone",
      example: "UNDO P-1201"),
    VerbRow(
      "GAPS", .assignments, who: "s",
      [
        Argument("in", .identifier([.area]), required: true, "区划", "the area"),
        Argument("days", .integer(1...31), "今后几天（默认 7）", "of the next days, 7 by default"),
      ],
      pages: true, columns: "id area starts role minimum firm offered reason", codes: [.notFound],
      "今后几天缺人或可能缺人的班次，各写明原因", "shifts of the next days that lack people or may, each with why", example: "GAPS in=A-31 days=3"),
    VerbRow(
      "CLAIM", .assignments, who: "s m t u",
      [
        shift, Argument("team", .identifier([.team]), "以此服务队的名义", "for this team"),
        Argument("member", .identifier([.member]), "替此成员认领", "for this member"),
      ],
      changes: true, queues: true, fields: "id state starts",
      codes: [.notFound, .conflictOverlap, .conflictFull, .conflictState, .conflictRule],
      "认领空缺，先到先得", "takes an open seat, first come", example: "CLAIM S-9001"),
  ]
}
