/// By what a client knows that a server is the one it asked for.
public enum ServerTrust: Hashable, Sendable {
  /// The authorities of this machine.
  case system
  /// Only those in a PEM file.
  case authorities(file: String)
  /// Anything: whoever answers could be anyone.
  case insecure
}
