extension SampleRandom {
  /// `count` jittered points of a hexagonal lattice, nearest to the origin first.
  mutating func lattice(_ count: Int, gap: Double) -> [SampleSpot] {
    let reach = Int(Double(count).squareRoot()) + 3
    var spots: [SampleSpot] = []
    for i in -reach...reach {
      for j in -reach...reach {
        let row = Double(j & 1) * 0.5
        spots.append(SampleSpot(x: (Double(i) + row) * gap, y: Double(j) * gap * 0.866))
      }
    }
    let origin = SampleSpot(x: 0, y: 0)
    spots.sort { a, b in
      (a.squaredDistance(to: origin), a.x, a.y) < (b.squaredDistance(to: origin), b.x, b.y)
    }
    return spots.prefix(count).map { spot in
      SampleSpot(x: spot.x + (unit() - 0.5) * 0.45 * gap, y: spot.y + (unit() - 0.5) * 0.45 * gap)
    }
  }
}

extension SampleSpot {
  /// A number that grows as one goes round the origin: the angle without its trigonometry.
  var turn: Double {
    let sum = abs(x) + abs(y)
    guard sum > 0 else { return 0 }
    let slope = y / sum
    if x < 0 { return 2 - slope }
    return y < 0 ? 4 + slope : slope
  }
}

/// `total` split by weights, each part at least `least`; needs `total >= least * weights.count`.
func shares(of total: Int, by weights: [Int], least: Int) -> [Int] {
  shares(of: total, by: weights, atLeast: weights.map { _ in least })
}

/// `total` split by weights, each part at least its own least: the largest want is served first.
func shares(of total: Int, by weights: [Int], atLeast least: [Int]) -> [Int] {
  var parts = least
  let sum = weights.reduce(0, +)
  for _ in 0..<max(0, total - least.reduce(0, +)) {
    var best = 0
    var bestWant = Int.min
    for (index, weight) in weights.enumerated() {
      let want = total * weight - parts[index] * sum
      if want > bestWant { (best, bestWant) = (index, want) }
    }
    parts[best] += 1
  }
  return parts
}

func padded(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
