/// Where a daemon listens.
public enum ServerAddress: Hashable, Sendable, CustomStringConvertible {
  case tcp(host: String, port: Int)
  /// By TLS.
  case tls(host: String, port: Int)
  case unix(path: String)

  /// The port that `musterd` serves when nobody says otherwise.
  public static let standard = ServerAddress.tcp(host: "127.0.0.1", port: 7117)

  /// `HOST:PORT`, `HOST` or `[IPv6]:PORT`, behind `tls://` where the server speaks TLS. Throws `ClientError.address` for
  /// anything else.
  public init(parsing text: String) throws(ClientError) {
    if text.hasPrefix("tls://") {
      guard case .tcp(let host, let port) = try? ServerAddress(parsing: String(text.dropFirst(6))) else { throw .address(text) }
      self = .tls(host: host, port: port)
      return
    }
    guard let (host, digits) = Self.split(text), !host.isEmpty, !host.contains(where: { " /@".contains($0) }) else {
      throw .address(text)
    }
    let port = digits.map { Int($0) ?? 0 } ?? 7_117
    guard (1...65_535).contains(port) else { throw .address(text) }
    self = .tcp(host: host, port: port)
  }

  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .tls(let host, let port): "tls://\(ServerAddress.tcp(host: host, port: port))"
    case .unix(let path): path
    }
  }

  /// The same place by TLS.
  public var encrypted: ServerAddress {
    if case .tcp(let host, let port) = self { .tls(host: host, port: port) } else { self }
  }

  private static func split(_ text: String) -> (host: String, port: Substring?)? {
    if text.hasPrefix("[") {
      guard let close = text.firstIndex(of: "]") else { return nil }
      let rest = text[text.index(after: close)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
      return (String(text[text.index(after: text.startIndex)..<close]), rest.isEmpty ? nil : rest.dropFirst())
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return nil }
    return (String(parts[0]), parts.count == 2 ? parts[1] : nil)
  }
}
