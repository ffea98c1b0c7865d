import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers

/// The budgets of all accounts, each shared by its connections and kept beyond them: to connect anew buys nothing.
final class CommandRates: Sendable {
  private struct Table {
    var rates: [Int64: CommandRate] = [:]
    /// Full budgets are forgotten when there are so many.
    var sweepsAt = 1_024
  }

  private let limits: LimitsInForce
  /// Nanoseconds, monotonic.
  private let clock: @Sendable () -> Int64
  private let table = NIOLockedValueBox(Table())

  init(limits: LimitsInForce, clock: @escaping @Sendable () -> Int64) {
    self.limits = limits
    self.clock = clock
  }

  /// Takes up to `count` commands from the account's budget, or from a stranger's own. Returns how many it gave.
  func take(_ count: Int, of account: Int64?, stranger: inout CommandRate) -> Int {
    let (now, limits) = (clock(), limits.now)
    guard let account else { return stranger.take(count, at: now, limits) }
    return table.withLockedValue { table in
      if table.rates.count >= table.sweepsAt {
        table.rates = table.rates.filter { !$0.value.isFull(at: now) }
        table.sweepsAt = max(1_024, table.rates.count * 2)
      }
      return table.rates[account, default: CommandRate()].take(count, at: now, limits)
    }
  }

  /// What a command is told for which there was none left: when to come again, in whole seconds.
  func refusal(of account: Int64?, stranger: CommandRate) -> ParseFailure {
    let (now, limits) = (clock(), limits.now)
    let rate = account.map { account in table.withLockedValue { $0.rates[account] ?? CommandRate() } } ?? stranger
    let seconds = max(1, (rate.wait(at: now, limits) + 999_999_999) / 1_000_000_000)
    return ParseFailure(
      .limitRate, word: .later, fields: [Field("retry", "\(seconds)")],
      "命令太快：每秒 \(limits.commandsPerSecond) 条，可连发 \(limits.commandBurst) 条",
      "too fast: \(limits.commandsPerSecond) commands a second, \(limits.commandBurst) at once")
  }
}
