import MusterProtocol

/// Where events wait for a connection until it has nothing else to say.
public protocol EventSource: AnyObject, Sendable {
  /// From now on `arrival` is called whenever events wait, and at once if some do. It must return quickly.
  func attach(_ arrival: @escaping @Sendable () -> Void)
  /// The next events in their order, about so many octets of them; none when none wait.
  func take(octets: Int) async -> [Event]
}
