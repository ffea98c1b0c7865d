import MusterDomain

extension VerbTable {
  static let rosters: [VerbRow] = [
    VerbRow(
      "SOLVE", .roster, who: "s",
      [
        .area(), .from(required: true), .to(required: true),
        Argument("seconds", .integer(1...600), "最多算几秒", "seconds to search"),
        Argument("seed", .integer(0...Int.max), "随机种子", "the seed"),
        Argument(
          "threads", .integer(1...64), "用几个线程，默认 1，至多为服务器的处理器数", "threads, 1 by default, at most the server's processors"),
      ],
      changes: true, fields: "job state", codes: [.notFound, .limitRate], "为一个区划和时段排班（后台任务）",
      "makes a roster for an area and a period, as a job",
      example: "SOLVE area=A-31 from=2026-05-04 to=2026-05-11 seconds=10"),
    // c as well: an import is a job too, and its owner follows and stops it.
    VerbRow(
      "JOB", .roster, who: "s c", [.id(.job, "任务编号", "the job's id")],
      columns: "id kind state progress score bound result seats filled gap left",
      fields: "state progress code roster seats filled open score bound gap left", codes: [.notFound], "看任务", "shows a job",
      example: "JOB J-12"),
    VerbRow(
      "CANCEL", .roster, who: "s c",
      [
        .id(.job, "任务编号", "the job's id"),
        Argument("keep", .flag, "正在排班的：留下目前最好的方案", "of a roster's search that runs: its best plan so far becomes the proposal"),
      ],
      changes: true, fields: "job state", codes: [.notFound, .conflictState], "停止任务", "stops a job",
      example: "CANCEL J-12 keep=yes"),
    VerbRow(
      "ROSTERS", .roster, who: "s", [.withinArea], pages: true, columns: "id area from to state score bound seats filled v",
      "列出排班", "lists rosters", example: "ROSTERS in=A-31"),
    VerbRow(
      "ROSTER", .roster, who: "s",
      [
        .id(.roster, "排班编号", "the roster's id"),
        Argument("diff", .identifier([.roster]), "与此排班比较", "compares with this roster"),
      ],
      pages: true, columns: "shift starts ends role member name team kept change", fields: "state score bound seats filled v",
      codes: [.notFound], "看一份排班",
      "shows one roster", example: "ROSTER R-77 diff=R-76"),
    VerbRow(
      "PUBLISH", .roster, who: "s", [.id(.roster, "排班编号", "the roster's id")], changes: true, queues: true, revision: true,
      fields: "offered kept withdrawn skipped v", codes: [.notFound, .conflictState], "发布排班，发出邀约",
      "publishes a roster: its lines become offers",
      example: "PUBLISH R-77 if=1"),
    VerbRow(
      "WHY", .roster, who: "s m",
      [
        .id(.assignment, required: false, "派单编号", "the assignment's id"),
        Argument("shift", .identifier([.shift]), "班次", "the shift"),
        Argument("member", .identifier([.member]), "成员", "the member"),
      ],
      columns: "rule holds count text points", fields: "open possible gain starts", codes: [.notFound], "逐条说明为何派、为何空、为何不行",
      "explains rule by rule why somebody was chosen, or a seat is open", example: "WHY shift=S-9004 member=M-88Q"),
  ]
}
