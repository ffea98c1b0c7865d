import Glibc
import MusterProtocol
import NIOCore

/// Why the server cannot listen, as sentences for whoever started it.
public struct LineServerError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Reason: Hashable, Sendable {
    /// Plain text off loopback.
    case notLoopback
    /// TLS without a certificate to show.
    case noCertificate
    case unknownHost
    case portInUse
    case notPermitted
    /// Somebody listens at the socket's path.
    case socketInUse
    /// What lies at the path is no socket.
    case notSocket
    /// Over the 107 octets that the system allows.
    case pathTooLong
    case system(errno: Int32)
  }

  public let endpoint: Endpoint
  public let reason: Reason

  init(_ endpoint: Endpoint, _ reason: Reason) {
    self.endpoint = endpoint
    self.reason = reason
  }

  /// The system's word for what went wrong at `endpoint`.
  init(_ endpoint: Endpoint, _ error: any Error) {
    switch error {
    case let error as LineServerError: self = error
    case let error as IOError: self.init(endpoint, Self.reason(error.errnoCode))
    case SocketAddressError.unixDomainSocketPathTooLong: self.init(endpoint, .pathTooLong)
    default: self.init(endpoint, .unknownHost)
    }
  }

  private static func reason(_ errno: Int32) -> Reason {
    switch errno {
    case EADDRINUSE: .portInUse
    case EACCES, EPERM: .notPermitted
    default: .system(errno: errno)
    }
  }

  public var description: String { text(in: .chinese) }

  public func text(in language: Language) -> String {
    let (chinese, english) = sentences
    return language.choose(chinese, english)
  }

  private var sentences: (String, String) {
    switch reason {
    case .notLoopback:
      (
        "不在 \(endpoint) 上监听：未加密时只能用本机地址（127.0.0.1 或 [::1]）；其他地址写成 tls://\(endpoint)",
        "will not listen on \(endpoint): without TLS only loopback addresses (127.0.0.1 or [::1]) are allowed; "
          + "write tls://\(endpoint) for others"
      )
    case .noCertificate:
      (
        "在 \(endpoint) 上监听须有 --certificate 和 --private-key",
        "listening on \(endpoint) takes --certificate and --private-key"
      )
    case .unknownHost: ("不认识地址 \(endpoint)", "\(endpoint) is no known address")
    case .portInUse: ("\(endpoint) 已被别的程序占用", "\(endpoint) is in use by another program")
    case .notPermitted: ("无权在 \(endpoint) 上监听", "not permitted to listen on \(endpoint)")
    case .socketInUse: ("另一个 musterd 正在 \(endpoint) 上监听", "another musterd listens on \(endpoint)")
    case .notSocket: ("\(endpoint) 已有同名文件，不是套接字", "\(endpoint) exists and is not a socket")
    case .pathTooLong: ("套接字路径 \(endpoint) 超过 107 字节", "the socket path \(endpoint) is over 107 octets long")
    case .system(let errno): ("不能在 \(endpoint) 上监听（errno \(errno)）", "cannot listen on \(endpoint) (errno \(errno))")
    }
  }
}
