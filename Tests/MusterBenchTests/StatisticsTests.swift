import MusterBenchmark
import Testing

@Suite("Fits and summaries") struct StatisticsTests {
  @Test("An exact power law gives its exponent back", arguments: [(3.0, 1.15), (0.5, 0.0), (1e-4, 2.0), (2, -1)])
  func exact(factor: Double, exponent: Double) throws {
    let points = [2400.0, 25_000, 250_000].map { size in
      (x: size, y: factor * power(size, exponent))
    }
    let law = try #require(PowerLaw(points))
    #expect(abs(law.exponent - exponent) < 1e-9)
    #expect(abs(law.factor / factor - 1) < 1e-9)
  }

  @Test("Between points that do not agree, the fit is the least squares of the logarithms")
  func between() throws {
    // At x = 1 the logarithms are 0 and 2 (mean 1), at x = e they are 3: slope 2.
    let e = 2.718281828459045
    let law = try #require(PowerLaw([(1, 1), (1, e * e), (e, e * e * e)]))
    #expect(abs(law.exponent - 2) < 1e-9)
  }

  @Test(
    "There is no fit of one size, of nothing, or of a time that is not above 0",
    arguments: [[], [(1.0, 1.0)], [(5, 1), (5, 2)], [(1, 1), (2, 0)], [(0, 1), (2, 1)], [(1, .infinity), (2, 1)]])
  func none(points: [(Double, Double)]) {
    #expect(PowerLaw(points.map { (x: $0.0, y: $0.1) }) == nil)
  }

  @Test("The median is the middle, or between the two middle ones")
  func median() {
    #expect(Middle.median([]) == nil)
    #expect(Middle.median([9, 1, 5]) == 5)
    #expect(Middle.median([9, 1, 5, 4]) == 4.5)
    #expect(Middle.mean([1, 2, 6]) == 3)
  }

  @Test("A gap is in percent of the bound, also of one below 0")
  func gap() {
    #expect(Gap.percent(of: 995, to: 1000) == 0.5)
    #expect(Gap.percent(of: -20, to: -10) == 100)
    #expect(Gap.percent(of: 0, to: 0) == 0)
    #expect(Gap.percent(of: -1, to: 0) == .infinity)
  }
}

/// By the series of the exponential and of the logarithm near a power of two: an own way, slow and sure.
private func power(_ base: Double, _ exponent: Double) -> Double {
  let (twos, rest) = (Double(base.exponent), base.significand)
  let z = (rest - 1) / (rest + 1)
  let logarithm = twos * 0.6931471805599453 + 2 * stride(from: 61.0, through: 1, by: -2).reduce(0) { $0 * z * z + 1 / $1 } * z
  let part = logarithm * exponent / 1024
  var value = stride(from: 12.0, through: 1, by: -1).reduce(1) { 1 + part / $1 * $0 }
  for _ in 0..<10 { value *= value }
  return value
}
