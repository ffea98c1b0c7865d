import FoundationEssentials
import MusterClient
import MusterTLS
import NIOCore

/// The daemon under test and the way in.
struct Target: Sendable {
  let address: ServerAddress
  let host: String
  let port: Int
  let token: String

  /// Only loopback: load is for one's own server.
  init(address: ServerAddress, token: String) throws {
    switch address {
    case .tcp(let host, let port), .tls(let host, let port): (self.host, self.port) = (host, port)
    case .unix: throw Obstacle("只量 TCP", "TCP only")
    }
    guard host.hasPrefix("127."), (try? SocketAddress(ipAddress: host, port: 0)) != nil else {
      throw Obstacle("只量本机 127.0.0.0/8，不量 \(host)", "only 127.0.0.0/8 is measured, not \(host)")
    }
    self.address = address
    self.token = token
  }

  /// Logged in. Whose certificate it is does not matter here.
  func connect() async throws -> ClientConnection {
    let connection = try await ClientConnection.open(address, trust: .insecure)
    try await connection.logIn(.token(token))
    return connection
  }
}

/// The first word of a token file.
enum Token {
  static func read(_ path: String) throws -> String {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let word = text.split(whereSeparator: \.isWhitespace).first
    else { throw Obstacle("没有令牌", "no token in \(path)") }
    return String(word)
  }
}
