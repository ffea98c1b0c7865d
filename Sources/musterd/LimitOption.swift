import MusterProtocol

/// `--limit NAME=VALUE`: the numbers of the protocol page, by the names under which it lists them. Times are in seconds.
enum LimitOption {
  private static let numbers: [(name: String, path: WritableKeyPath<Limits, Int> & Sendable)] = [
    ("line", \.line), ("literal", \.literal), ("arguments", \.arguments), ("page", \.page), ("default-page", \.defaultPage),
    ("connections", \.connections), ("anonymous-connections", \.anonymousConnections),
    ("connections-per-address", \.connectionsPerAddress), ("solver-runs", \.solverRuns), ("solver-threads", \.solverThreads),
    ("unread-commands", \.unreadCommands), ("output-high-water", \.outputHighWater),
    ("commands-per-second", \.commandsPerSecond), ("command-burst", \.commandBurst),
  ]
  private static let times: [(name: String, path: WritableKeyPath<Limits, Duration> & Sendable)] = [
    ("login-time", \.loginTime), ("started-line-time", \.startedLineTime), ("idle-time", \.idleTime),
    ("stalled-output-time", \.stalledOutputTime),
  ]

  /// The defaults, some changed by `options`; a solver run may use all the machine's `processors`.
  static func apply(_ options: [String], processors: Int) throws -> Limits {
    var limits = Limits()
    limits.solverThreads = max(1, processors)
    for option in options {
      let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let value = Int(parts[1]), value > 0 else { throw misspelt(option) }
      if let number = numbers.first(where: { $0.name == parts[0] }) {
        limits[keyPath: number.path] = value
      } else if let time = times.first(where: { $0.name == parts[0] }) {
        limits[keyPath: time.path] = .seconds(value)
      } else {
        throw misspelt(option)
      }
    }
    return limits
  }

  private static func misspelt(_ option: String) -> StartFailure {
    let names = (numbers.map(\.name) + times.map(\.name)).joined(separator: " ")
    return StartFailure(
      "--limit \(option) 应是 名称=正整数，名称有：\(names)", "--limit \(option) should be NAME=NUMBER, where NAME is one of: \(names)")
  }
}
