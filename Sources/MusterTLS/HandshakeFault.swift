import NIOSSL

/// Why a client and a server did not come to speak TLS, split by what one can do about it.
public enum HandshakeFault: Hashable, Sendable {
  /// The certificate is for other names.
  case wrongName
  /// The chain leads to no authority that is trusted, or is out of date: ``CertificateProbe`` tells which.
  case untrusted
  /// It answers, but not with TLS.
  case plain
  /// It speaks TLS older than 1.2, or nothing else in common.
  case version
  /// It closed in the middle.
  case closed
  case other(String)

  /// Nil for an error that is none of TLS.
  public init?(_ error: any Error) {
    switch error {
    case let error as NIOSSLExtraError where error == .failedToValidateHostname: self = .wrongName
    case NIOSSLError.unableToValidateCertificate, NIOSSLError.noCertificateToValidate: self = .wrongName
    case NIOSSLError.handshakeFailed(.sslError(let stack)): self = Self.reason(stack)
    case NIOSSLError.handshakeFailed(let error): self = .other("\(error)")
    default: return nil
    }
  }

  /// The library gives no code, only OpenSSL's symbol for it inside a text (`error:1000010b:…:WRONG_VERSION_NUMBER at …`).
  private static func reason(_ stack: NIOBoringSSLErrorStack) -> HandshakeFault {
    if stack.contains(.eofDuringHandshake) { return .closed }
    let words = stack.flatMap { $0.description.split { !($0.isLetter || $0.isNumber || $0 == "_") } }
    for word in words {
      switch word {
      case "CERTIFICATE_VERIFY_FAILED": return .untrusted
      case "WRONG_VERSION_NUMBER", "HTTP_REQUEST", "INVALID_RECORD": return .plain
      case "UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "HANDSHAKE_FAILURE_ON_CLIENT_HELLO": return .version
      default: continue
      }
    }
    return .other(stack.map(\.description).joined(separator: "; "))
  }
}
