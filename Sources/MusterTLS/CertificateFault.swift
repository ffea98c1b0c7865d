import MusterProtocol

/// Why a certificate, a key or a list of authorities cannot be used, as sentences for whoever named the file.
public enum CertificateFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(String)
  /// It holds no PEM certificate.
  case noCertificate(String)
  /// It holds no PEM private key, or one under a passphrase.
  case noKey(String)
  /// Others may read the key (the mode's last three octal digits).
  case openKey(String, mode: UInt32)
  /// The key is not the certificate's.
  case mismatch(certificate: String, key: String)
  /// The leaf certificate is valid from one second since 1970 to another, and now is outside.
  case outOfDate(String, from: Int64, to: Int64)
  /// The TLS library's own words.
  case library(String)

  public var description: String { text(in: .chinese) }

  public func text(in language: Language) -> String {
    switch self {
    case .unreadable(let file): language.choose("读不了 \(file)", "cannot read \(file)")
    case .noCertificate(let file): language.choose("\(file) 里没有 PEM 证书", "\(file) holds no PEM certificate")
    case .noKey(let file):
      language.choose("\(file) 里没有不加密码的 PEM 私钥", "\(file) holds no PEM private key without a passphrase")
    case .openKey(let file, let mode):
      language.choose(
        "私钥 \(file) 别人也能读（\(String(mode, radix: 8))）：请 chmod 600",
        "others can read the private key \(file) (\(String(mode, radix: 8))): chmod 600")
    case .mismatch(let certificate, let key):
      language.choose("\(key) 不是证书 \(certificate) 的私钥", "\(key) is not the private key of the certificate \(certificate)")
    case .outOfDate(let file, let from, let to):
      language.choose(
        "证书 \(file) 只在 \(CalendarDay.text(from)) 至 \(CalendarDay.text(to)) 有效",
        "the certificate \(file) is valid from \(CalendarDay.text(from)) to \(CalendarDay.text(to)) only")
    case .library(let reason): language.choose("TLS：\(reason)", "TLS: \(reason)")
    }
  }
}
