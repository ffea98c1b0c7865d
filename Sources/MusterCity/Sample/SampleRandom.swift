/// The made-up city's dice: SplitMix64 (Steele, Lea, Flood 2014). The same seed and label give the same throws on every
/// machine; each part of the city has a label of its own, so that a change in one part leaves the others as they were.
/// No function of libm is used on what it gives (only `squareRoot`, which IEEE 754 fixes), for the same reason.
struct SampleRandom {
  private var state: UInt64

  init(seed: UInt64, label: String) {
    // FNV-1a of the label, so that the streams of one seed differ.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    state = seed ^ hash
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// In [0, 1), of 53 bits.
  mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// 0 to `bound` - 1; the bias of the product is below 2^-40 for our bounds.
  mutating func below(_ bound: Int) -> Int { Int((next() >> 1).multipliedFullWidth(by: UInt64(bound) << 1).high) }

  mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  mutating func one<T>(of values: [T]) -> T { values[below(values.count)] }

  /// One of the values, by whole-number weights.
  mutating func pick<T>(_ table: [(T, Int)]) -> T {
    var left = below(table.reduce(0) { $0 + $1.1 })
    for (value, weight) in table {
      left -= weight
      if left < 0 { return value }
    }
    return table[table.count - 1].0
  }

  /// An index by running sums of weights.
  mutating func index(cumulative: [Double]) -> Int {
    let target = unit() * (cumulative.last ?? 0)
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] <= target { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func shuffled<T>(_ values: [T]) -> [T] {
    var result = values
    for index in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(index, below(index + 1)) }
    return result
  }

  /// A point of the unit disk, by rejection.
  mutating func disk() -> (x: Double, y: Double) {
    while true {
      let (x, y) = (unit() * 2 - 1, unit() * 2 - 1)
      if x * x + y * y <= 1 { return (x, y) }
    }
  }
}

func runningSums(_ weights: [Double]) -> [Double] {
  var sum = 0.0
  return weights.map { weight in
    sum += weight
    return sum
  }
}
