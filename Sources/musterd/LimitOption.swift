import MusterProtocol

/// `--limit NAME=VALUE`: the numbers of the protocol page, by the names under which `HELP limits` lists them. Times are in seconds.
enum LimitOption {
  /// The defaults, some changed by `options`; a solver run may use all the machine's `processors`.
  static func apply(_ options: [String], processors: Int) throws -> Limits {
    var limits = Limits()
    limits.solverThreads = max(1, processors)
    for option in options { try apply(option, to: &limits) }
    guard limits.defaultPage <= limits.page else {
      throw StartFailure(
        "--limit default-page=\(limits.defaultPage) 不能大于 page=\(limits.page)",
        "--limit default-page=\(limits.defaultPage) must not be above page=\(limits.page)")
    }
    return limits
  }

  private static func apply(_ option: String, to limits: inout Limits) throws {
    let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let row = parts.first.flatMap({ LimitTable.row($0) }) else { throw misspelt(option) }
    guard parts.count == 2, let value = Int(parts[1]), row.set(value, in: &limits) else {
      let (low, high) = (row.range.lowerBound, row.range.upperBound)
      throw StartFailure(
        "--limit \(option) 应是 \(row.name)=\(low) 至 \(high) 的整数",
        "--limit \(option) should be \(row.name)=NUMBER from \(low) to \(high)")
    }
  }

  private static func misspelt(_ option: String) -> StartFailure {
    let names = LimitTable.rows.map(\.name).joined(separator: " ")
    return StartFailure(
      "--limit \(option) 应是 名称=整数，名称有：\(names)", "--limit \(option) should be NAME=NUMBER, where NAME is one of: \(names)")
  }
}
