import MusterDomain

/// Arguments that several verbs share, so that the same name means the same thing everywhere.
extension Argument {
  /// The thing that the verb acts on, as its first word.
  static func id(_ kind: Kind, required: Bool = true, _ chinese: String, _ english: String) -> Argument {
    Argument("id", .identifier([kind]), required: required, positional: true, chinese, english)
  }

  static func area(required: Bool = true) -> Argument {
    Argument("area", .identifier([.area]), required: required, "区划", "the area")
  }
  static let withinArea = Argument("in", .identifier([.area]), "只看此区划及其下级", "only this area and those below it")
  static let grid = Argument("grid", .identifier([.area]), "网格或小区", "the grid or quarter")
  static let unit = Argument("unit", .identifier([.unit]), "只看此单位及其下级", "only this unit and those below it")
  static let team = Argument("team", .identifier([.team]), "只看此服务队", "only this team")
  static let member = Argument("member", .identifier([.member]), "只看此成员", "only this member")
  static let domainFilter = Argument("domain", .word(maximum: 32), "只看此行业联盟", "only this domain")
  static func domain(required: Bool = true) -> Argument {
    Argument("domain", .word(maximum: 32), required: required, "行业联盟", "the domain")
  }
  static let skill = Argument("skill", .word(maximum: 32), "所需特长或资质", "the skill that it needs")
  static let search = Argument("q", .text(maximum: 64, mayBeBlank: true), "名称或编号中的字", "part of a name or number")

  static func from(required: Bool = false) -> Argument {
    Argument("from", .boundary, required: required, "起（含）", "from, inclusive")
  }
  static func to(required: Bool = false) -> Argument {
    Argument("to", .boundary, required: required, "止（不含）", "to, exclusive")
  }
  static func starts(required: Bool) -> Argument { Argument("from", .time, required: required, "开始时间", "when it begins") }
  static func ends(required: Bool) -> Argument { Argument("to", .time, required: required, "结束时间", "when it ends") }

  static func title(required: Bool = true) -> Argument {
    Argument("title", .text(maximum: 200), required: required, "标题", "the title")
  }
  static func reason(required: Bool = false) -> Argument {
    Argument("reason", .text(maximum: 500), required: required, "理由", "the reason")
  }
  static func minimum(required: Bool) -> Argument {
    Argument("minimum", .integer(0...500), required: required, "至少几人", "people that it needs at least")
  }
  static func seats(required: Bool) -> Argument {
    Argument("seats", .integer(1...500), required: required, "名额", "seats")
  }
  static func state(
    _ states: String..., required: Bool = false, says: (chinese: String, english: String) = ("只看此状态", "only this state")
  ) -> Argument {
    Argument("state", .choice(states), required: required, says.chinese, says.english)
  }
  static let byPhone = Argument("by", .choice(["phone"]), "电话代答", "the answer was taken by telephone")
}
