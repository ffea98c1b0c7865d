/// Figures as the tables show them; nothing is a dash.
public enum Figures {
  /// With a fixed number of decimals, rounded half away from zero.
  public static func fixed(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite else { return "–" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value * scale).rounded()
    guard abs(scaled) < 9e15 else { return "\(value)" }
    let whole = Int(abs(scaled))
    let sign = scaled < 0 ? "−" : ""
    if decimals == 0 { return sign + "\(whole)" }
    let fraction = "\(whole % Int(scale))"
    return sign + "\(whole / Int(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// Percent to the thousandth; exactly 0 is `0`, so that a proof does not look like a rounding.
  public static func percent(_ value: Double?) -> String { value == 0 ? "0" : fixed(value, 3) }

  /// Two decimals below ten seconds, one above.
  public static func seconds(_ value: Double?) -> String { fixed(value, (value ?? 0) < 10 ? 2 : 1) }

  /// As short as it can be: `5`, `0.5`.
  public static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  public static func share(_ part: Int?, of whole: Int?) -> String {
    guard let part, let whole else { return "–" }
    return "\(part)/\(whole)"
  }

  public static func whole(_ value: Int?) -> String { value.map { "\($0)" } ?? "–" }
}
