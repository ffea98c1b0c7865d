import MusterDomain

extension VerbTable {
  static let places: [VerbRow] = [
    VerbRow(
      "AREAS", .tree, who: "*",
      [
        .id(.area, required: false, "区划编号", "the area's id"),
        Argument("under", .identifier([.area]), "只看此区划之下", "only those below this area"),
        Argument("level", .integer(1...7), "层级：1 市 … 4 社区 … 6 网格", "the level: 1 city … 4 community … 6 grid"),
        Argument("class", .word(maximum: 32), "类别", "the class"),
        Argument("mark", .word(maximum: 32), "示范标记", "the demonstration mark"),
      ],
      pages: true, columns: "id parent level code name class mark v", codes: [.notFound], "列出区划", "lists areas of the tree",
      example: "AREAS under=A-1 level=4"),
    VerbRow(
      "UNITS", .units, who: "s c u d",
      [
        .id(.unit, required: false, "单位编号", "the unit's id"), .withinArea,
        Argument("level", .word(maximum: 32), "隶属", "the level of subordination"),
        Argument("sector", .word(maximum: 32), "行业系统", "the sector"), .search,
      ],
      pages: true, columns: "id parent code name level sector kind members reported v", codes: [.notFound], "列出单位",
      "lists units",
      example: "UNITS in=A-31 q=医院"),
    VerbRow(
      "TEAMS", .teams, who: "s t m",
      [
        .id(.team, required: false, "服务队编号", "the team's id"), .withinArea,
        Argument("kind", .choice(["volunteer", "member", "lay"]), "志愿、党员或义工", "volunteer, member or lay"), .domainFilter,
      ],
      pages: true, columns: "id area name kind domain leader people v", codes: [.notFound], "列出服务队", "lists teams",
      example: "TEAMS in=A-31 domain=livelihood"),
  ]
}
