import NIOCore

/// A place to listen at: `HOST:PORT` in plain text, `tls://HOST:PORT` (port 0 picks a free one), or a Unix socket's path.
public enum Endpoint: Hashable, Sendable, CustomStringConvertible {
  case tcp(host: String, port: Int)
  case tls(host: String, port: Int)
  case unix(path: String)

  /// Reads `127.0.0.1:7117` or `tls://0.0.0.0:7118`; nil for anything else.
  public init?(_ text: String) {
    guard text.hasPrefix("tls://") else {
      self.init(hostAndPort: text)
      return
    }
    guard case .tcp(let host, let port) = Endpoint(hostAndPort: String(text.dropFirst(6))) else { return nil }
    self = .tls(host: host, port: port)
  }

  /// Reads `127.0.0.1:7117`, `localhost:0` or `[::1]:7117`; nil for anything else.
  public init?(hostAndPort text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
    else { return nil }
    var host = text[..<colon]
    if host.first == "[" {
      guard host.last == "]" else { return nil }
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self = .tcp(host: String(host), port: port)
  }

  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .tls(let host, let port): "tls://\(Endpoint.tcp(host: host, port: port))"
    case .unix(let path): path
    }
  }
}

extension SocketAddress {
  /// 127.0.0.0/8 or ::1, where nobody else can listen in.
  var isLoopback: Bool {
    switch self {
    case .v4(let address): UInt32(bigEndian: address.address.sin_addr.s_addr) >> 24 == 127
    case .v6: ipAddress == "::1" || ipAddress?.hasPrefix("::ffff:127.") == true
    case .unixDomainSocket: true
    }
  }
}
