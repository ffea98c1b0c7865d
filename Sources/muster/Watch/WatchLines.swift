import MusterProtocol

/// An event as a line: aligned for people, TSV or an object for programs.
struct WatchLines {
  private let style: Screen.Style
  private let hasHeader: Bool
  private let palette: Palette
  private let language: Language

  init(_ screen: Screen) {
    (style, hasHeader, palette, language) = (screen.style, screen.hasHeader, screen.output, screen.language)
  }

  init(
    style: Screen.Style, hasHeader: Bool = true, palette: Palette = Palette(isColoured: false), language: Language = .chinese
  ) {
    (self.style, self.hasHeader, self.palette, self.language) = (style, hasHeader, palette, language)
  }

  func draw(_ event: Event, at time: LocalTime, isFirst: Bool) -> String {
    switch style {
    case .table: return people(event, time)
    case .tabSeparated:
      return TabSeparated(hasHeader: hasHeader && isFirst).draw(
        Table(columns: ["seq", "time", "event", "id", "details"], rows: [row(event, time)]))
    case .json:
      var octets: [UInt8] = []
      ReplyPrinter.print(event, format: .json, into: &octets)
      return String(decoding: octets, as: UTF8.self)
    }
  }

  private func row(_ event: Event, _ time: LocalTime) -> [String?] {
    let details = event.fields.filter { $0.name != "id" }.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    return ["\(event.seq)", time.full, event.name, event.field("id"), details]
  }

  private func people(_ event: Event, _ time: LocalTime) -> String {
    let head = palette.faint(time.clock) + "  "
    switch event.name {
    case "gap":
      let (from, to) = (event.field("from") ?? "?", event.field("to") ?? "?")
      return head
        + palette.warning(
          language.choose(
            "有缺：\(from) 至 \(to) 之间有变化没有送到，请重新读取", "gap: changes between \(from) and \(to) are missing, read again"))
        + "\n"
    case "end":
      let code = TerminalText.harmless(event.field("code") ?? "")
      return head + palette.bad(language.choose("订阅已结束：\(code)", "the watch has ended: \(code)")) + "\n"
    default:
      let fields = event.fields.filter { $0.name != "id" }.map {
        palette.faint("\($0.name)=") + TerminalText.harmless($0.value)
      }
      let line = [padded(event.name, 10), padded(event.field("id") ?? "", 10)] + fields
      return head + line.joined(separator: "  ") + "\n"
    }
  }

  private func padded(_ text: String, _ cells: Int) -> String {
    let text = TerminalText.harmless(text)
    return text + String(repeating: " ", count: max(0, cells - DisplayWidth.of(text)))
  }
}
