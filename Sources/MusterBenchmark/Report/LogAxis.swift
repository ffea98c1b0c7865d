import Glibc

/// A logarithmic axis: values of a range onto a stretch of the picture.
public struct LogAxis: Sendable, Equatable {
  public let low: Double
  public let high: Double
  /// Where `low` and `high` lie, in pixels; from may exceed to (upright axes grow downwards).
  public let from: Double
  public let to: Double

  /// Nothing unless 0 < low < high.
  public init?(low: Double, high: Double, from: Double, to: Double) {
    guard low > 0, low < high, high.isFinite else { return nil }
    (self.low, self.high, self.from, self.to) = (low, high, from, to)
  }

  /// A value outside the range, 0 and infinity included, lies on the nearer end.
  public func position(of value: Double) -> Double {
    let inside = min(max(value, low), high)
    return from + (to - from) * log(inside / low) / log(high / low)
  }

  /// The powers of ten in the range; where fewer than three are, twice and five times them as well.
  public var ticks: [Double] {
    let tens = ticks(of: [1])
    return tens.count >= 3 ? tens : ticks(of: [1, 2, 5])
  }

  private func ticks(of steps: [Double]) -> [Double] {
    let first = Int(log10(low).rounded(.down))
    let last = Int(log10(high).rounded(.up))
    var ticks: [Double] = []
    for power in first...last {
      // Divided, not multiplied, below one: 0.1 and not 0.10000000000000001.
      let unit = pow(10, Double(abs(power)))
      ticks += steps.map { power < 0 ? $0 / unit : $0 * unit }
    }
    return ticks.filter { $0 >= low * (1 - 1e-9) && $0 <= high * (1 + 1e-9) }
  }
}
