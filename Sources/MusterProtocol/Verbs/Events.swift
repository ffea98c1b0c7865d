import MusterDomain

extension VerbTable {
  private static let applies = Argument(
    "apply", .choice(["one", "following", "all"]), "系列中：只此一次、此次及以后、全部未开始的；默认 one",
    "in a series: this one only, it and the later ones, or all that have not begun; one by default")

  static let events: [VerbRow] = [
    VerbRow(
      "EVENTS", .events, who: "s u t m",
      [
        .id(.event, required: false, "活动编号", "the event's id"),
        Argument("series", .identifier([.series]), "只看此系列", "only this series"), .withinArea,
        .state("draft", "published", "cancelled", "closed", "settled"), .from(), .to(), .domainFilter,
      ],
      pages: true, columns: "id starts ends title area venue domain state seats taken v series", codes: [.notFound], "列出活动",
      "lists events",
      example: "EVENTS in=A-31 from=2026-05-04 to=2026-05-11"),
    VerbRow(
      "EVENT.ADD", .events, who: "s",
      [
        .title(), .area(), .domain(), .starts(required: true), .ends(required: true),
        Argument("venue", .identifier([.venue]), "阵地", "the venue"),
        Argument("lon", .number(-180...180), "经度", "the longitude"), Argument("lat", .number(-90...90), "纬度", "the latitude"),
        Argument("beneficiaries", .integer(0...1_000_000), "预计服务群众", "people expected to benefit"),
        Argument(
          "repeat", .text(maximum: 500), "按 RFC 5545 规则重复，如 FREQ=WEEKLY;BYDAY=SA;COUNT=10；每次成为一个活动",
          "recurs by a rule of RFC 5545, e.g. FREQ=WEEKLY;BYDAY=SA;COUNT=10; each occurrence is an event"),
        Argument("except", .text(maximum: 1_000), "这几天不办：日期，逗号隔开", "not on these days: dates, by commas"),
        Argument("also", .text(maximum: 1_000), "规则之外加办的日期，逗号隔开", "on these days besides: dates, by commas"),
      ],
      changes: true, queues: true, fields: "id state series events v", codes: [.notFound, .conflictOverlap, .conflictRule],
      "新建活动（草稿）",
      "makes an event, as a draft",
      example: "EVENT.ADD title=社区义诊 area=A-31 domain=health from=2026-05-04T09:00 to=2026-05-04T11:00"),
    VerbRow(
      "EVENT.SET", .events, who: "s",
      [
        .id(.event, "活动编号", "the event's id"),
        .state("published", "cancelled", "closed", "settled", says: ("新状态", "the new state: publish, cancel, close or settle")),
        .title(required: false),
        .starts(required: false), .ends(required: false), .reason(), applies,
      ],
      changes: true, queues: true, revision: true,
      fields: "id state released records waiting kept asked events skipped v",
      codes: [.notFound, .conflictState, .conflictOverlap, .conflictRule, .denied], "改活动、改期或改状态",
      "changes an event, moves it, or takes it a step on", example: "EVENT.SET E-214 state=published if=1"),
    VerbRow(
      "SHIFTS", .events, who: "s u t m",
      [
        .id(.shift, required: false, "班次编号", "the shift's id"),
        Argument("event", .identifier([.event]), "只看此活动", "only this event"),
        Argument("need", .identifier([.need]), "只看此需求", "only this need's"), .withinArea,
        .state("open", "full", "all", says: ("缺人的、满的或全部", "those that want people, full ones, or all")), .from(), .to(),
      ],
      pages: true, columns: "id event need starts ends role skill area minimum seats taken state v", codes: [.notFound],
      "列出班次", "lists shifts", example: "SHIFTS event=E-214 state=open"),
    VerbRow(
      "SHIFT.ADD", .events, who: "s",
      [
        Argument("event", .identifier([.event]), required: true, positional: true, "活动编号", "the event's id"),
        Argument("role", .text(maximum: 64), required: true, "岗位", "the role"), .minimum(required: true),
        .seats(required: true),
        .starts(required: false), .ends(required: false), .skill,
        Argument("priority", .integer(1...5), "重要程度", "how important it is"),
        Argument("teams", .text(maximum: 500), "由这些服务队之一整队承担，编号用逗号隔开", "ids of teams, by commas: one of them serves as a body"),
        applies,
      ],
      changes: true, queues: true, fields: "id state shifts v", codes: [.notFound, .conflictState], "给活动加班次",
      "adds a shift to an event",
      example: "SHIFT.ADD E-214 role=引导 minimum=2 seats=6"),
  ]
}
