/// How prices move from pass to pass. First roughly: each price by a step of its own that grows while demand and supply
/// keep their order and shrinks when they change it (Rprop; Riedmiller and Braun 1993), which in some fifty passes comes near
/// the end, but may stall. Then smoothly: all prices along an average of the last gradients (Held, Wolfe and Crowder 1974;
/// the volume algorithm's average, Barahona and Anbil 2000), by a length that the gap to the best plan suggests, shortened
/// whenever the bound stops falling.
final class PriceSteps {
  private let price: Cells<Int>
  private let best: Cells<Int>
  private let most: Cells<Int>
  /// Roughly: the step of each price. Smoothly: the direction.
  private let pace: Cells<Double>
  private let sign: Cells<Int8>
  private(set) var isSmooth = false
  private var passes = 0
  private var checkpoint = Int.max
  private var length = 0.3
  private var idle = 0

  // In 1/16 points: a kilometre's cost to begin with, a desired seat's value at the most.
  private let firstStep = 160.0
  private let longestStep = 4800.0
  private let lowestPrice = -2000 * Prices.scale
  /// Rough passes between two looks at what they gained, and the least share of the bound that they must gain.
  private let roughRound = 8
  private let leastGain = 3000
  private let idleLimit = 8
  private let shortest = 0.002

  /// Takes over `most`, and frees it; `price` and `best` stay the caller's.
  init(_ price: Cells<Int>, best: Cells<Int>, most: Cells<Int>) {
    self.price = price
    self.best = best
    self.most = most
    pace = Cells(price.count, repeating: firstStep)
    sign = Cells(price.count, repeating: 0)
  }

  deinit {
    most.free()
    pace.free()
    sign.free()
  }

  var isConverged: Bool { isSmooth && length < shortest }

  /// Moves the prices after a pass that found `gradient`; `distance` is how far its bound lies above the best plan.
  func move(_ gradient: Cells<Int32>, isLower: Bool, lowest: Int, distance: Int) {
    passes += 1
    if isLower { for mode in 0..<price.count { best[mode] = price[mode] } }
    if isSmooth {
      adapt(isLower)
      moveSmoothly(gradient, distance)
    } else {
      moveRoughly(gradient)
      if passes % roughRound == 0 { review(lowest) }
    }
  }

  private func moveRoughly(_ gradient: Cells<Int32>) {
    for mode in 0..<price.count {
      let now = Int8(gradient[mode].signum())
      if now != 0, now == sign[mode] { pace[mode] = min(pace[mode] * 1.2, longestStep) }
      if now != 0, now == -sign[mode] { pace[mode] = max(pace[mode] * 0.5, 1) }
      sign[mode] = now
      set(mode, Double(price[mode]) + (pace[mode] * Double(now)).rounded())
    }
  }

  private func review(_ lowest: Int) {
    isSmooth = checkpoint != Int.max && checkpoint - lowest < abs(lowest) / leastGain
    checkpoint = lowest
    if isSmooth { for mode in 0..<price.count { (price[mode], pace[mode]) = (best[mode], 0) } }
  }

  private func adapt(_ isLower: Bool) {
    if isLower {
      (idle, length) = (0, min(1.5, length * 1.05))
      return
    }
    idle += 1
    if idle < idleLimit { return }
    (idle, length) = (0, length * 0.75)
    for mode in 0..<price.count { price[mode] = best[mode] }
  }

  private func moveSmoothly(_ gradient: Cells<Int32>, _ distance: Int) {
    var norm = 0.0
    for mode in 0..<price.count {
      pace[mode] = 0.7 * pace[mode] + 0.3 * Double(gradient[mode])
      norm += pace[mode] * pace[mode]
    }
    if norm < 1e-9 {
      length = 0  // Demand meets supply everywhere: no prices are better.
      return
    }
    let scaled = length * Double(max(distance, Prices.scale)) / norm
    for mode in 0..<price.count { set(mode, Double(price[mode]) + (scaled * pace[mode]).rounded()) }
  }

  private func set(_ mode: Int, _ value: Double) {
    price[mode] = Int(min(max(value, Double(lowestPrice)), Double(most[mode])))
  }
}
