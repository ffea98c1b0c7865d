import Glibc
import NIOCore
import NIOSSL

/// A server's certificate chain with its private key, read from PEM files and found to belong together. Reading blocks.
public struct CertificatePair: Sendable {
  let context: NIOSSLContext
  private let file: String
  /// The leaf is valid between these seconds since 1970.
  public let validFrom: Int64
  public let validTo: Int64

  /// How long the peer may take to answer our close_notify: its last octets are its own by then.
  private static let shutdownTime = TimeAmount.seconds(1)

  /// `certificate`: the leaf first, then what leads to the authority (RFC 8446, 4.4.2). TLS 1.2 at least (RFC 8996).
  public init(certificate: String, key: String) throws(CertificateFault) {
    let chain = try Self.chain(certificate)
    guard let leaf = chain.first else { throw .noCertificate(certificate) }
    try Self.checkMode(of: key)
    let privateKey: NIOSSLPrivateKey
    do { privateKey = try NIOSSLPrivateKey(file: key, format: .pem) } catch { throw .noKey(key) }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
    configuration.minimumTLSVersion = .tlsv12
    configuration.shutdownTimeout = Self.shutdownTime
    // The library refuses a key that is not the leaf's.
    do { context = try NIOSSLContext(configuration: configuration) } catch {
      throw .mismatch(certificate: certificate, key: key)
    }
    file = certificate
    (validFrom, validTo) = (Int64(leaf.notValidBefore), Int64(leaf.notValidAfter))
  }

  /// What is wrong with showing it at `now`, in seconds since 1970.
  public func fault(at now: Int64) -> CertificateFault? {
    (validFrom...max(validFrom, validTo)).contains(now) ? nil : .outOfDate(file, from: validFrom, to: validTo)
  }

  static func chain(_ file: String) throws(CertificateFault) -> [NIOSSLCertificate] {
    guard access(file, R_OK) == 0 else { throw .unreadable(file) }
    do { return try NIOSSLCertificate.fromPEMFile(file) } catch { throw .noCertificate(file) }
  }

  private static func checkMode(of key: String) throws(CertificateFault) {
    var status = stat()
    guard access(key, R_OK) == 0, stat(key, &status) == 0 else { throw .unreadable(key) }
    let mode = status.st_mode & 0o777
    guard mode & 0o007 == 0 else { throw .openKey(key, mode: mode) }
  }
}
