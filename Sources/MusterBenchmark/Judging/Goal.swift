/// A goal of one size: what the plan, the bound and the memory shall be when so many seconds are over, on one core.
public struct Goal: Sendable, Equatable {
  public let size: String
  public let seconds: Double
  /// Percent, at most; nothing: not a goal at this time.
  public let gap: Double?
  /// Own bound above the best score, percent, at most.
  public let slack: Double?
  public let peakMebibytes: Double

  /// The table. On s the plan is best by 0.05 s and proved by 0.2 s.
  public static let all = [
    Goal(size: "s", seconds: 0.05, gap: 0, slack: nil, peakMebibytes: 20),
    Goal(size: "s", seconds: 0.2, gap: 0, slack: 0, peakMebibytes: 20),
    Goal(size: "m", seconds: 0.5, gap: 0.2, slack: nil, peakMebibytes: 80),
    Goal(size: "m", seconds: 5, gap: 0.05, slack: 0.1, peakMebibytes: 80),
    Goal(size: "m", seconds: 30, gap: 0.02, slack: 0.1, peakMebibytes: 80),
    Goal(size: "l", seconds: 3, gap: 0.5, slack: nil, peakMebibytes: 350),
    Goal(size: "l", seconds: 20, gap: 0.15, slack: nil, peakMebibytes: 350),
    Goal(size: "l", seconds: 60, gap: 0.06, slack: 0.1, peakMebibytes: 350),
    Goal(size: "xl", seconds: 40, gap: 0.5, slack: nil, peakMebibytes: 2560),
    Goal(size: "xl", seconds: 300, gap: 0.15, slack: 0.2, peakMebibytes: 2560),
  ]

  public static func of(_ size: String, at seconds: Double) -> Goal? {
    all.first { $0.size == size && $0.seconds == seconds }
  }
}
