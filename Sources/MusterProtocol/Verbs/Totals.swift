import MusterDomain

extension VerbTable {
  static let totals: [VerbRow] = [
    VerbRow(
      "TOTALS", .totals, who: "d s u c",
      [
        Argument(
          "by", .choices(["area", "unit", "team", "domain", "day", "week", "month"]), required: true, "按什么分组，可多个",
          "what to group by, one or several"),
        Argument("of", .choice(["service"]), required: true, "统计什么", "what to count"), .withinArea, .unit, .team, .domainFilter,
        .from(required: true), .to(required: true),
        Argument("grade", .choice(["self", "staff", "imported"]), "只计此凭证等级", "only this grade of proof"),
      ],
      pages: true, columns: "area unit team domain day week month people times minutes events name",
      fields: "people times minutes events suppressed", codes: [.notFound, .denied],
      "统计：人数、人次、时长、活动数", "people, person-times, minutes and events",
      example: "TOTALS by=area,domain of=service from=2026-01-01 to=2026-07-01")
  ]
}
