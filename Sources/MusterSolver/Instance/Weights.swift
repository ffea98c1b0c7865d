/// The price of each wish of the model in points of score. Whole numbers, none negative, `critical`
/// at least `desired`; see the model's page for what each one buys.
public struct Weights: Sendable, Equatable {
  public var critical = 1000
  public var desired = 300
  public var fairness = 40
  public var away = 20
  public var paired = 30
  public var wish = 20
  public var stability = 200

  public init() {}

  /// The names as written in JSON, each with its place in the struct.
  static let names: [(String, WritableKeyPath<Weights, Int> & Sendable)] = [
    ("critical", \.critical), ("desired", \.desired), ("fairness", \.fairness), ("away", \.away), ("paired", \.paired),
    ("wish", \.wish), ("stability", \.stability),
  ]
}
