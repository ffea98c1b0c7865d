import MusterDomain

extension VerbTable {
  static let needs: [VerbRow] = [
    VerbRow(
      "NEEDS", .needs, who: "g s u t m",
      [
        .id(.need, required: false, "需求编号", "the need's id"), .withinArea,
        .state("reported", "accepted", "scheduled", "served", "rated", "rejected", "merged", "cancelled", "handed-over"),
        .domainFilter, Argument("late", .choice(["yes"]), "只看过了期限还没办完的", "only those past their deadline and not done"),
      ],
      pages: true,
      columns: "id title area grid domain urgency skill minimum seats deadline shift state rating times contact phone v late",
      codes: [.notFound],
      "列出需求", "lists residents' needs", example: "NEEDS in=A-31 state=reported"),
    VerbRow(
      "NEED.ADD", .needs, who: "g s u",
      [
        .title(), .area(), .grid, .domain(),
        Argument("times", .spans, required: true, "可选时间，起/止，逗号隔开", "alternative times, from/to, by commas"),
        Argument("source", .choice(["staff", "resident", "online", "unit"]), "来源", "who raised it"),
        Argument("mode", .choice(["group", "online", "errand", "appointment", "off-hours"]), "服务方式", "the mode of service"),
        Argument("urgency", .integer(1...5), "紧急程度", "how urgent it is"), .skill, .minimum(required: false),
        .seats(required: false),
        Argument("deadline", .boundary, "期限", "the deadline"),
        Argument("contact", .text(maximum: 64), "联系人（接单后才可见）", "whom to visit; shown after acceptance only"),
        Argument("phone", .word(maximum: 32), "联系电话（接单后才可见）", "the contact's phone; shown after acceptance only"),
      ],
      changes: true, queues: true, fields: "id state v", codes: [.notFound], "登记需求", "enters a resident's need",
      example: "NEED.ADD title=陪同就医 area=A-31 domain=health times=2026-05-05T08:00/2026-05-05T11:00"),
    VerbRow(
      "NEED.SET", .needs, who: "g s u",
      [
        .id(.need, "需求编号", "the need's id"),
        .state(
          "accepted", "rejected", "cancelled", "handed-over", "rated",
          says: ("新状态", "the new state: accept, reject, cancel, hand over or rate")),
        .reason(), Argument("rating", .integer(1...5), "评价", "the rating"),
      ],
      changes: true, queues: true, revision: true, fields: "id state shift released v",
      codes: [.notFound, .conflictState, .denied], "办理需求",
      "takes a need a step on",
      example: "NEED.SET N-31 state=accepted if=1"),
  ]
}
