import MusterDomain

extension VerbTable {
  private static let assignment = Argument.id(.assignment, "派单编号", "the assignment's id")
  private static let at = Argument("at", .time, "时间（默认现在）", "when; now by default")
  private static let memberWord = Argument(
    "member", .identifier([.member]), required: true, positional: true, "成员编号", "the member's id")

  static let attendance: [VerbRow] = [
    VerbRow(
      "CHECKIN", .attendance, who: "s m t",
      [assignment, at, Argument("by", .choice(["staff"]), "工作人员代签", "staff enters it")], changes: true, queues: true,
      fields: "id state v", codes: [.notFound, .conflictState, .denied], "签到", "checks in", example: "CHECKIN P-1201"),
    VerbRow(
      "CHECKOUT", .attendance, who: "s m t", [assignment, at], changes: true, queues: true,
      fields: "id state minutes v", codes: [.notFound, .conflictState, .denied], "签退",
      "checks out", example: "CHECKOUT P-1201"),
    VerbRow(
      "ABSENT", .attendance, who: "s t",
      [assignment, Argument("excused", .flag, "已请假", "with an excuse"), .reason()], changes: true, queues: true, revision: true,
      fields: "id state v", codes: [.notFound, .conflictState, .denied], "记缺席", "marks somebody absent",
      example: "ABSENT P-1201 excused=yes reason=住院"),
    VerbRow(
      "HOURS", .attendance, who: "s",
      [
        Argument("shift", .identifier([.shift]), required: true, positional: true, "班次编号", "the shift's id"), memberWord,
        Argument("minutes", .integer(0...10_080), required: true, "实际服务分钟数", "minutes of actual service"), .reason(),
      ],
      changes: true, queues: true, fields: "id state minutes v",
      codes: [.notFound, .conflictState, .conflictOverlap, .conflictFull, .denied], "补录时长",
      "enters minutes by staff",
      example: "HOURS S-9001 M-88Q minutes=120"),
    VerbRow(
      "SETTLE", .attendance, who: "s",
      [
        Argument(
          "event", .identifier([.event, .shift]), required: true, positional: true, "活动编号，或需求的班次编号",
          "the event's id, or that of a need's shift")
      ], changes: true, queues: true, revision: true, fields: "id state records waiting v",
      codes: [.notFound, .conflictState, .denied], "结算活动或需求，写入服务记录",
      "settles an event or a need: its minutes become records",
      example: "SETTLE E-214"),
    VerbRow(
      "RECORD", .records, who: "s m", [memberWord, .from(), .to()], pages: true,
      columns: "id date minutes title role area unit domain grade corrects", codes: [.notFound], "服务记录",
      "lists a member's service", example: "RECORD M-88Q from=2026-01-01"),
  ]
}
