import Glibc
import NIOCore

/// How the kernel finds out that a peer is gone without a word: silence is probed, and what is sent must be taken in time.
/// Probes after 30 s, then every 10 s; 60 s without any answer end the connection (RFC 5482 for the latter), 70 s at the latest.
enum Liveness {
  static let quietSeconds: Int = 30
  static let probeSeconds: Int = 10
  static let probes: Int = 3
  static let unansweredMilliseconds: Int = 60_000

  /// TCP_USER_TIMEOUT of linux/tcp.h, which Glibc's module leaves out.
  private static let userTimeout: CInt = 18

  /// Each with its value: what every accepted TCP connection is set to.
  static let options: [(option: ChannelOptions.Types.SocketOption, value: Int)] = [
    (.socketOption(.so_keepalive), 1), (tcp(TCP_KEEPIDLE), quietSeconds), (tcp(TCP_KEEPINTVL), probeSeconds),
    (tcp(TCP_KEEPCNT), probes), (tcp(userTimeout), unansweredMilliseconds),
  ]

  private static func tcp(_ name: CInt) -> ChannelOptions.Types.SocketOption {
    .init(level: .tcp, name: NIOBSDSocket.Option(rawValue: name))
  }
}
