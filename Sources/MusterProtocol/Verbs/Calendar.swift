import MusterDomain

extension VerbTable {
  private static func dates(_ name: String, _ chinese: String, _ english: String) -> Argument {
    Argument(name, .text(maximum: 1_000), chinese, english)
  }

  static let calendar: [VerbRow] = [
    VerbRow(
      "CALENDAR", .roster, who: "*",
      [
        Argument("from", .date, "起（含），默认今天", "from, inclusive; today by default"),
        Argument("to", .date, "止（不含），默认四周后", "to, exclusive; four weeks later by default"),
        Argument("adjusted", .flag, "只列通知写明的日子", "only days that a notice names"),
      ],
      pages: true, columns: "date weekday kind name windows known source",
      "列出日历：工作日、休息日、节假日和调休上班日；windows 是当天按星期几的服务时间排",
      "lists the calendar: working days, days of rest, holidays and worked weekends; windows: whose weekday's windows hold",
      example: "CALENDAR from=2026-02-09 to=2026-03-02"),
    VerbRow(
      "CALENDAR.ADD", .roster, who: "c",
      [
        Argument(
          "notice", .text(maximum: 100), required: true, positional: true, "通知的文号或名称", "the notice by its number or title"),
        Argument(
          "issued", .date, required: true, "印发日期：同一天有几份通知时，以最晚印发的为准",
          "when it was issued: of several on one day the latest holds"),
        Argument(
          "year", .integer(1900...2199), "通知完整安排的年份；只写个别日子时不填",
          "the year that it lays out in full; none where it names single days"),
        dates("holidays", "放假：名称:起/止（都含），逗号隔开", "holidays: name:from/to, both included, by commas"),
        dates("worked", "上班的周六周日：日期或 名称:日期，逗号隔开", "weekend days that are worked: a date or name:date, by commas"),
        dates("ordinary", "收回以前通知的日子，恢复按星期：日期，逗号隔开", "days on which an earlier notice no longer holds: dates, by commas"),
      ],
      changes: true, queues: true, fields: "notice days", codes: [.exists], "录入放假安排通知", "enters a notice on holidays",
      example: "CALENDAR.ADD 示例通知 issued=2026-11-10 year=2027 holidays=元旦:2027-01-01/2027-01-03 worked=2027-01-09"),
  ]
}
