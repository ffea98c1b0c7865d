import Glibc

/// `y = factor · x^exponent`, fitted by least squares of the logarithms.
public struct PowerLaw: Sendable, Equatable {
  public let factor: Double
  public let exponent: Double

  /// Nothing for points that are not above 0 or that have fewer than two different x.
  public init?(_ points: [(x: Double, y: Double)]) {
    guard points.allSatisfy({ $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }) else { return nil }
    let (x, y) = (points.map { log($0.x) }, points.map { log($0.y) })
    let count = Double(points.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let spread = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    guard points.count > 1, spread > 1e-12 else { return nil }
    exponent = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
    factor = exp(meanY - exponent * meanX)
  }
}
