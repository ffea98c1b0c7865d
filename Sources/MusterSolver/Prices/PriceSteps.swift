/// How prices move from pass to pass. First roughly: each price by a step of its own that grows while demand and supply
/// keep their order and shrinks when they change it (Rprop; Riedmiller and Braun 1993), which in some thirty passes comes near
/// the end, but stalls. Then smoothly: all prices along an average of the last gradients (Held, Wolfe and Crowder 1974; the
/// volume algorithm's average, Barahona and Anbil 2000), each scaled by the root of the shift's seats, by a length that the gap
/// to the best plan suggests, shortened whenever the bound stops falling.
///
/// The figures below were chosen on districts and cities of the model's instance maker; they decide how fast the bound falls, never
/// whether it is true. What was tried beside them: going back to the best prices whenever the bound stops falling (half as fast),
/// scaling by seats or not at all (a third slower, and far slower on large shifts), an average of less than 0.85 (it zigzags).
final class PriceSteps {
  private let sheet: PriceSheet
  private let price: Cells<Int32>
  private let best: Cells<Int32>
  private let most: Cells<Int32>
  /// Roughly: the step of each price. Smoothly: the direction.
  private let pace: Cells<Float>
  private let sign: Cells<Int8>
  /// One over the root of the shift's seats.
  private let weight: Cells<Float>
  private(set) var isSmooth = false
  private var passes = 0
  private var checkpoint = Int.max
  private var length = PriceSteps.firstLength
  private var idle = 0
  private var rounds = 0

  /// In points: half of what a desired seat is worth at the least, and all of it at the most.
  private let firstStep: Float
  private let longestStep: Float
  private let lowestPrice: Float
  private let longestMove: Double
  /// Rough passes between two looks at what they gained, and the least share of the bound that they must gain.
  private let roughRound = 8
  private let leastGain = 300
  private static let firstLength = 0.03
  private let idleLimit = 8
  private let shrinking = 0.65
  private let shortest = 0.0005
  /// How often the lengths begin anew after they have shrunk to nothing.
  private let mostRounds = 3
  /// The share of the old direction in the new one.
  static let keep = 0.9

  /// Takes over `most` and `weight`, and frees them; `best` stays the caller's.
  init(_ sheet: PriceSheet, best: Cells<Int32>, most: Cells<Int32>, weight: Cells<Float>) {
    self.weight = weight
    self.sheet = sheet
    price = sheet.price
    self.best = best
    self.most = most
    let scale = Float(sheet.scale)
    (firstStep, longestStep, lowestPrice) = (60 * scale, 300 * scale, -2000 * scale)
    longestMove = 30 * Double(sheet.scale)
    pace = Cells(price.count, repeating: firstStep)
    sign = Cells(price.count, repeating: 0)
  }

  deinit {
    most.free()
    pace.free()
    weight.free()
    sign.free()
  }

  var isConverged: Bool { isSmooth && rounds > mostRounds }

  /// Moves the prices after a pass that found `gradient`; `distance` is how far its bound lies above the best plan, `norm` the squared
  /// length of the directions that others will move by the same length; that length, in parts of a point for a person too many.
  func move(_ gradient: Cells<Int32>, isLower: Bool, lowest: Int, distance: Int, norm: Double) -> Double {
    passes += 1
    if isLower { for mode in 0..<price.count { best[mode] = price[mode] } }
    if isSmooth {
      adapt(isLower)
      return moveSmoothly(gradient, distance, norm)
    }
    moveRoughly(gradient)
    if passes % roughRound == 0 { review(lowest) }
    return 0
  }

  /// Begins anew from the present prices, smoothly.
  func begin(length: Double) {
    if !isSmooth { for mode in 0..<price.count { pace[mode] = 0 } }
    (isSmooth, idle, rounds, self.length) = (true, 0, 0, length)
  }

  private func moveRoughly(_ gradient: Cells<Int32>) {
    for mode in 0..<price.count {
      let now = Int8(gradient[mode].signum())
      if now != 0, now == sign[mode] { pace[mode] = min(pace[mode] * 1.5, longestStep) }
      if now != 0, now == -sign[mode] { pace[mode] = max(pace[mode] * 0.5, 1) }
      sign[mode] = now
      set(mode, Float(price[mode]) + (pace[mode] * Float(now)).rounded())
    }
  }

  private func review(_ lowest: Int) {
    isSmooth = checkpoint != Int.max && checkpoint - lowest < abs(lowest) / leastGain
    checkpoint = lowest
    if isSmooth { for mode in 0..<price.count { (price[mode], pace[mode]) = (best[mode], 0) } }
  }

  private func adapt(_ isLower: Bool) {
    if isLower {
      (idle, length) = (0, min(1, length * 1.05))
      return
    }
    idle += 1
    if idle < idleLimit { return }
    (idle, length) = (0, length * shrinking)
    if length < shortest { (rounds, length) = (rounds + 1, Self.firstLength / 3) }
  }

  private func moveSmoothly(_ gradient: Cells<Int32>, _ distance: Int, _ others: Double) -> Double {
    var norm = others
    let (old, new) = (Float(Self.keep), Float(1 - Self.keep))
    for mode in 0..<price.count {
      pace[mode] = old * pace[mode] + new * Float(gradient[mode])
      norm += Double(pace[mode] * pace[mode] * weight[mode])
    }
    if norm < 1e-9 {
      rounds = mostRounds + 1  // Demand meets supply everywhere: no prices are better.
      return 0
    }
    // An average of gradients that cancel is short: it must not send prices far away.
    let scaled = min(length * Double(max(distance, sheet.scale)) / norm, longestMove)
    for mode in 0..<price.count { set(mode, Float(price[mode]) + (Float(scaled) * pace[mode] * weight[mode]).rounded()) }
    return scaled
  }

  private func set(_ mode: Int, _ value: Float) {
    price[mode] = Int32(min(max(value, lowestPrice), Float(most[mode])))
  }
}
