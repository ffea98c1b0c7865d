/// One limit as people and programs name it: in the configuration, in `HELP limits` and in `STATUS`.
public struct LimitRow: Sendable {
  public enum Place: Sendable {
    /// Octets or a count.
    case number(WritableKeyPath<Limits, Int> & Sendable)
    /// Seconds.
    case seconds(WritableKeyPath<Limits, Duration> & Sendable)
  }

  public let name: String
  let place: Place
  /// What it may be set to.
  public let range: ClosedRange<Int>
  let chinese: String
  let english: String

  public func text(in language: Language) -> String { language.choose(chinese, english) }

  public func value(in limits: Limits) -> Int {
    switch place {
    case .number(let path): limits[keyPath: path]
    case .seconds(let path): Int(limits[keyPath: path].components.seconds)
    }
  }

  /// False when the value is out of range.
  public func set(_ value: Int, in limits: inout Limits) -> Bool {
    guard range.contains(value) else { return false }
    switch place {
    case .number(let path): limits[keyPath: path] = value
    case .seconds(let path): limits[keyPath: path] = .seconds(value)
    }
    return true
  }
}

/// Every limit of the protocol: what is not in this table is not a limit.
public enum LimitTable {
  public static let rows: [LimitRow] = sizes + crowds + times

  public static func row(_ name: String) -> LimitRow? { byName[name] }

  /// `HELP limits`: name, value, what it bounds.
  public static func table(_ limits: Limits, in language: Language) -> Table {
    Table(columns: ["name", "value", "text"], rows: rows.map { [$0.name, "\($0.value(in: limits))", $0.text(in: language)] })
  }

  private static let byName = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })
  /// A million of anything is more than one machine serves; a literal's length has six digits in the grammar.
  private static let count = 1...1_000_000_000
  private static let octets = 1...999_999
  /// A week in seconds.
  private static let time = 1...604_800

  private static func number(
    _ name: String, _ path: WritableKeyPath<Limits, Int> & Sendable, _ range: ClosedRange<Int>, _ chinese: String,
    _ english: String
  ) -> LimitRow {
    LimitRow(name: name, place: .number(path), range: range, chinese: chinese, english: english)
  }

  private static func seconds(
    _ name: String, _ path: WritableKeyPath<Limits, Duration> & Sendable, _ chinese: String, _ english: String
  ) -> LimitRow {
    LimitRow(name: name, place: .seconds(path), range: time, chinese: chinese, english: english)
  }

  private static let sizes = [
    number("line", \.line, 128...999_999, "一行的字节数", "octets of a line"),
    number("anonymous-line", \.anonymousLine, octets, "登录前一行的字节数", "octets of a line before login"),
    number("auth-line", \.authLine, octets, "登录前 AUTH 一行的字节数", "octets of an AUTH line before login"),
    number("literal", \.literal, octets, "一段数据的字节数", "octets of a literal"),
    number("anonymous-literal", \.anonymousLiteral, octets, "登录前一段数据的字节数", "octets of a literal before login"),
    number("quoted", \.quoted, octets, "引号内的字节数", "octets between quotes"),
    number("arguments", \.arguments, 1...10_000, "一条命令的参数个数", "arguments of a command"),
    number("default-page", \.defaultPage, 1...100_000, "未写 limit= 时一页的行数", "rows of a page without limit="),
    number("page", \.page, 1...100_000, "一页最多的行数", "rows of a page at most"),
    number("batch-commands", \.batchCommands, 1...100_000, "一批的命令数", "commands of a batch"),
    number("batch-octets", \.batchOctets, 1...1_000_000_000, "一批的字节数", "octets of a batch"),
  ]

  private static let crowds = [
    number("connections", \.connections, count, "全部连接", "connections in all"),
    number("anonymous-connections", \.anonymousConnections, count, "未登录的连接", "connections without login"),
    number(
      "connections-per-address", \.connectionsPerAddress, count, "来自同一地址的连接（本机与网关除外）",
      "connections from one address; loopback and gateways are exempt"),
    number("connections-per-principal", \.connectionsPerPrincipal, count, "同一账号的连接", "connections of one account"),
    number("commands-per-second", \.commandsPerSecond, count, "同一账号每秒的命令数", "commands a second of one account"),
    number("command-burst", \.commandBurst, count, "同一账号一次可连发的命令数", "commands of one account at once"),
    number("unread-commands", \.unreadCommands, count, "已读未答的命令数，到此即停读", "commands read and not answered; then reading stops"),
    number(
      "output-high-water", \.outputHighWater, count, "客户端未取走的答复字节数，到此即停答",
      "octets of replies not taken; then answering stops"),
    number("watches", \.watches, 1...64, "一个连接的订阅数", "watches of one connection"),
    number(
      "watch-backlog", \.watchBacklog, count, "客户端未取走的事件字节数，到此即以 gap 告知",
      "octets of events not taken; then a gap is told"),
    number("solver-runs", \.solverRuns, 1...64, "同时求解的次数", "solver runs at the same time"),
    number("open-solves", \.openSolves, 1...10_000, "等待和正在进行的求解数", "solver runs that wait or run"),
    number("solver-threads", \.solverThreads, 1...1_024, "一次求解的线程数", "threads of one solver run"),
  ]

  private static let times = [
    seconds("handshake-time", \.handshakeTime, "TLS 握手的秒数", "seconds for the TLS handshake"),
    seconds("login-time", \.loginTime, "登录的秒数", "seconds until login"),
    seconds("started-line-time", \.startedLineTime, "一行从开头到结尾的秒数", "seconds from a line's beginning to its end"),
    seconds("idle-time", \.idleTime, "没有命令的秒数", "seconds without a command"),
    seconds("stalled-output-time", \.stalledOutputTime, "客户端一字节不取的秒数", "seconds without the client taking an octet"),
  ]
}
