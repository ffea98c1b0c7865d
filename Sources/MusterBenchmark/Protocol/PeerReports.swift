/// What pgbench says at its end.
public struct PgbenchReport: Sendable, Equatable {
  /// Transactions a second, without the time of connecting.
  public let rate: Double
  public let failed: Int

  /// Nothing where the text has no rate: pgbench stopped before its end.
  public init?(_ text: String) {
    var rate: Double?
    var failed = 0
    for line in text.split(separator: "\n") {
      if let words = Self.after("tps = ", line) { rate = words.first.flatMap { Double($0) } }
      if let words = Self.after("number of failed transactions: ", line) { failed = words.first.flatMap { Int($0) } ?? 0 }
    }
    guard let rate else { return nil }
    (self.rate, self.failed) = (rate, failed)
  }

  private static func after(_ beginning: String, _ line: Substring) -> [Substring]? {
    line.hasPrefix(beginning) ? line.dropFirst(beginning.count).split(separator: " ") : nil
  }
}

/// What `redis-benchmark --csv` says: lines of quoted cells, the test's name and its rate first.
public enum RedisReport {
  public static func rate(of test: String, in text: String) -> Double? {
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: ",").map { $0.filter { $0 != "\"" } }
      if cells.count > 1, cells[0] == test { return Double(cells[1]) }
    }
    return nil
  }
}
