/// Summaries of repeated measurements.
public enum Middle {
  /// The middle of the sorted values, or the mean of the two middle ones; nothing of nothing.
  public static func median(_ values: [Double]) -> Double? {
    if values.isEmpty { return nil }
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }

  public static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The value that `part` of all values do not exceed, e.g. 0.99; nothing of nothing.
  public static func percentile(_ part: Double, of values: [Double]) -> Double? {
    if values.isEmpty { return nil }
    return values.sorted()[min(values.count - 1, Int(part * Double(values.count)))]
  }
}
