/// What happens to a seat that its person gives back; the city's setting `substitute.policy`, by the shift's day.
public enum SubstitutePolicy: String, CaseIterable, Sendable {
  /// The next best person is offered it at once.
  case nextBest = "next-best"
  /// An accepted seat is held until somebody takes it over, unless its person says that it cannot wait.
  case stay
  /// Only whom the leaver names is asked.
  case named
  /// It stays open for whoever claims it.
  case none

  /// Whether the search looks for somebody by itself.
  public var searches: Bool { self == .nextBest || self == .stay }
}
