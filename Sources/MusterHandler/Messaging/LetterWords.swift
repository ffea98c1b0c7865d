import MusterDomain
import MusterProtocol
import MusterStore

/// The templates: what each kind of message says, in both languages. An offer is a question and says so (志愿服务条例 Art. 25).
struct LetterWords {
  let title: String
  let text: String

  init(_ message: ClaimedMessage, assignment: String, language: Language, zone: ZoneRules) {
    let when = Self.span(message, language, zone)
    let what =
      message.role == message.title
      ? message.title
      : language.choose(
        "“\(message.title)”（\(message.role)）", "“\(message.title)” (\(message.role))")
    let place = message.area
    let reason = message.reason.map { language.choose("原因：\($0)。", " Reason: \($0).") } ?? ""
    switch message.kind {
    case .offer:
      title = language.choose("邀请您服务", "You are asked to serve")
      let until = message.pending.deadline.map { Self.moment($0, language, zone) }
      text = language.choose(
        "邀请您参加\(place)的\(what)，\(when)。" + (until.map { "请在 \($0) 前答复，" } ?? "")
          + "接受：ACCEPT \(assignment)；不便参加：DECLINE \(assignment)。参加与否由您决定。",
        "You are asked to serve at \(what), \(place), \(when)." + (until.map { " Please answer by \($0)." } ?? "")
          + " To accept: ACCEPT \(assignment); if you cannot: DECLINE \(assignment). It is yours to decide.")
    case .claimed:
      title = language.choose("已为您认领", "A seat was taken for you")
      text = language.choose(
        "已为您认领\(place)的\(what)，\(when)。如不便参加：DECLINE \(assignment)。",
        "A seat was taken for you at \(what), \(place), \(when). If you cannot come: DECLINE \(assignment).")
    case .answered:
      let accepted = message.pending.state == .accepted
      title = language.choose("已记下您的电话答复", "Your answer by telephone was noted")
      text = language.choose(
        "已按您的电话答复记为\(accepted ? "接受" : "谢绝")：\(place)的\(what)，\(when)。"
          + (accepted ? "如有出入：DECLINE \(assignment)。" : "如有出入，请与社区联系。"),
        "By your answer on the telephone you \(accepted ? "accepted" : "declined") \(what), \(place), \(when)."
          + (accepted ? " If that is not so: DECLINE \(assignment)." : " If that is not so, call your community."))
    case .moved:
      title = language.choose("时间有变", "Another time")
      text = language.choose(
        "\(place)的\(what)改为 \(when)。如不便参加：DECLINE \(assignment)。",
        "\(what), \(place), is now \(when). If you cannot come: DECLINE \(assignment).")
    case .withdrawn:
      title = language.choose("安排已取消", "Taken back")
      text = language.choose(
        "\(place)的\(what)（\(when)）已取消或撤回，您不必前往。\(reason)谢谢您。",
        "\(what), \(place), \(when), was cancelled or taken back: you need not come.\(reason) Thank you.")
    case .reminder:
      title = language.choose("服务提醒", "A reminder")
      text = language.choose(
        "提醒：\(place)的\(what)，\(when)。如临时有事，请尽早告知：DECLINE \(assignment)。",
        "A reminder: \(what), \(place), \(when). If something has come up, say so early: DECLINE \(assignment).")
    }
  }

  /// `5月4日（周一）09:00–11:30`, the day said once where it is one.
  private static func span(_ message: ClaimedMessage, _ language: Language, _ zone: ZoneRules) -> String {
    let (starts, ends) = (message.pending.starts, message.ends)
    let sameDay = TimeText.date(starts, in: zone) == TimeText.date(ends, in: zone)
    return "\(moment(starts, language, zone))–\(sameDay ? time(ends, zone) : moment(ends, language, zone))"
  }

  static func moment(_ instant: Instant, _ language: Language, _ zone: ZoneRules) -> String {
    let day = TimeText.date(instant, in: zone)
    let (_, month, number) = day.parts
    let weekday = day.weekday - 1
    let chinese = ["一", "二", "三", "四", "五", "六", "日"]
    let english = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return language.choose(
      "\(month)月\(number)日（周\(chinese[weekday])）\(time(instant, zone))", "\(english[weekday]) \(day) \(time(instant, zone))")
  }

  private static func time(_ instant: Instant, _ zone: ZoneRules) -> String {
    String(TimeText.rfc3339(instant, in: zone).dropFirst(11).prefix(5))
  }
}
