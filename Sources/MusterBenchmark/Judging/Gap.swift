/// How far below a bound a score is, in percent of the bound.
public enum Gap {
  /// 0 when they are equal, below 0 when the score exceeds the bound; infinite when the bound is 0 and the score is not.
  public static func percent(of score: Int, to bound: Int) -> Double {
    if score == bound { return 0 }
    return Double(bound - score) / abs(Double(bound)) * 100
  }
}
