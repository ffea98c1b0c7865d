import MusterDomain

/// One verb of the page: who, arguments, what comes back, its own codes, an example.
enum VerbReference {
  static func legend(in language: Language) -> String {
    let roles = Role.allCases.map { "`\($0.letter)` \(language.choose($0.chinese, $0.rawValue))" }
    let comma = language.choose("，", ", ")
    let who = roles.joined(separator: comma)
    return language.choose(
      """
      谁可用：\(who)，`*` 任何人。不带 `=` 的参数按位置写，也可写名字；方括号内的可以不写。会改数据的都可带 `key=`，有版本的可带 `if=`，
      列表可带 `limit=`、`after=`，有行的可带 `cols=`：下面不再逐条说明。
      """,
      """
      Who: \(who), `*` anyone. Arguments without `=` stand by position, or by name; those in brackets may be left out. Whatever
      changes something takes `key=`, what has a revision `if=`, lists `limit=` and `after=`, what answers with rows `cols=`:
      these are not told again below.
      """)
  }

  static func markdown(_ row: VerbRow, in language: Language) -> [String] {
    var lines = ["#### \(row.name)", "", "\(row.text(in: language))\(language.choose("。", "."))", ""]
    lines += ["```", row.usage, "```", ""]
    lines.append("- \(language.choose("谁可用", "who")): `\(row.letters)`")
    for argument in row.arguments { lines.append("- " + entry(argument, in: language)) }
    if !row.columns.isEmpty {
      lines.append("- \(language.choose("行的列", "columns")): " + row.columns.map { "`\($0)`" }.joined(separator: " "))
    }
    if !row.fields.isEmpty {
      lines.append("- \(language.choose("OK 的字段", "fields of OK")): " + row.fields.map { "`\($0)`" }.joined(separator: " "))
    }
    if !row.codes.isEmpty {
      lines.append(
        "- \(language.choose("特有的代码", "its own codes")): " + row.codes.map { "`\($0.rawValue)`" }.joined(separator: " "))
    }
    lines.append("- \(language.choose("例", "example")): `\(row.example)`")
    return lines
  }

  private static func entry(_ argument: Argument, in language: Language) -> String {
    let kind = argument.kind.expectation(Limits())
    let name = argument.isPositional ? argument.name : "\(argument.name)="
    let shown = argument.isRequired ? "`\(name)`" : "[`\(name)`]"
    return "\(shown) " + language.choose("\(argument.chinese)；\(kind.chinese)", "\(argument.english): \(kind.english)")
  }
}

/// Every code of the page.
enum CodeReference {
  static func markdown(in language: Language) -> String {
    let head = language.choose("| 代码 | 首词 | 原因 | 怎么办 |", "| code | first words | cause | cure |")
    let rows = Codes.all.map { page in
      let words = page.words.map(\.rawValue).joined(separator: " ")
      return "| `\(page.code.rawValue)` | \(words) | \(page.cause(in: language)) | \(page.cure(in: language)) |"
    }
    return ([head, "| --- | --- | --- | --- |"] + rows).joined(separator: "\n")
  }
}
