/// The limits of the page, with their defaults.
enum LimitReference {
  static func markdown(in language: Language) -> String {
    let head = language.choose("| 名称 | 默认 | 限什么 |", "| name | default | what it bounds |")
    let rows = LimitTable.rows.map { "| `\($0.name)` | \($0.value(in: Limits())) | \($0.text(in: language)) |" }
    let note = language.choose(
      "`HELP limits` 列出这台服务器的数值；时间以秒计。", "`HELP limits` lists this server's values; times are in seconds.")
    return ([note, "", head, "| --- | --- | --- |"] + rows).joined(separator: "\n")
  }
}
