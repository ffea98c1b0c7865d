import MusterDomain
import MusterProtocol

extension Answer {
  /// What a rule that cannot be followed reads as: the part at fault, and what may stand there.
  init(_ fault: RecurrenceFault) {
    let (chinese, english) = Self.said(fault)
    self = .value("repeat", chinese, english)
  }

  private static func said(_ fault: RecurrenceFault) -> (String, String) {
    switch fault {
    case .form(let piece):
      (
        "“\(piece)”看不懂：规则写作 名称=值;名称=值，如 FREQ=WEEKLY;BYDAY=SA;COUNT=10",
        "not understood: a rule is NAME=VALUE;NAME=VALUE such as FREQ=WEEKLY;BYDAY=SA;COUNT=10"
      )
    case .unknown(let name):
      ("没有 \(name) 这一项；可用 \(partsInUse)", "there is no part \(name); there are \(partsInUse)")
    case .unsupported(let name):
      (
        "\(name) 不支持：活动按日、周、月、年重复；可用 \(partsInUse)",
        "\(name) is not followed here: events recur by days, weeks, months or years; there are \(partsInUse)"
      )
    case .twice(let name): ("\(name) 写了两次，请只留一次", "\(name) stands twice: keep one")
    case .missing(let name): ("缺少 \(name)=", "\(name)= is missing")
    case .together(let one, let other): ("\(one) 不能与 \(other) 同用，请去掉一个", "\(one) does not go with \(other): leave one out")
    case .value(let part, let text, let expectation):
      (
        "\(part)= 中的“\(text)”不对：应是\(expected(expectation).0)",
        "\(part)= does not take that value: it takes \(expected(expectation).1)"
      )
    }
  }

  private static let partsInUse = "FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST"

  private static func expected(_ expectation: RecurrenceExpectation) -> (String, String) {
    switch expectation {
    case .frequency: ("DAILY、WEEKLY、MONTHLY 或 YEARLY", "DAILY, WEEKLY, MONTHLY or YEARLY")
    case .whole(let range):
      ("\(range.lowerBound) 到 \(range.upperBound) 的整数", "a whole number from \(range.lowerBound) to \(range.upperBound)")
    case .signed(let bound):
      ("1 到 \(bound)，或从末尾数的 -1 到 -\(bound)", "1 to \(bound), or -1 to -\(bound) counted from the end")
    case .weekday: ("MO、TU、WE、TH、FR、SA 或 SU", "MO, TU, WE, TH, FR, SA or SU")
    case .weekdayNumber:
      (
        "MO、TU、WE、TH、FR、SA、SU；按月或按年时前面可加序号，如 2SA、-1SU",
        "MO, TU, WE, TH, FR, SA or SU, by the month or year with a number before it such as 2SA or -1SU"
      )
    case .time:
      (
        "日期或时间，如 20261231、20261231T235959 或 20261231T155959Z",
        "a date or time such as 20261231, 20261231T235959 or 20261231T155959Z"
      )
    }
  }
}
