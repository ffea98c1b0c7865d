import NIOCore
import NIOSSL

/// Puts TLS in front of a client's connection: the server's chain must lead to an authority, and its name be the one asked for.
public struct ClientEncryption: Sendable {
  private let context: NIOSSLContext

  /// Reads the authorities, which blocks.
  public init(_ trust: ServerTrust) throws(CertificateFault) {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.shutdownTimeout = .seconds(1)
    switch trust {
    case .system: break
    case .authorities(let file):
      let authorities = try CertificatePair.chain(file)
      guard !authorities.isEmpty else { throw .noCertificate(file) }
      configuration.trustRoots = .certificates(authorities)
    case .insecure: configuration.certificateVerification = .none
    }
    do { context = try NIOSSLContext(configuration: configuration) } catch { throw .library("\(error)") }
  }

  /// For a channel that is not connected yet, on its event loop, before any other handler.
  public func secure(_ channel: any Channel, host: String) throws {
    // An address is no server name (RFC 6066, 3); it is compared with the certificate's addresses all the same.
    let handler = try NIOSSLClientHandler(context: context, serverHostname: Self.isAddress(host) ? nil : host)
    try channel.pipeline.syncOperations.addHandler(handler)
  }

  static func isAddress(_ host: String) -> Bool { (try? SocketAddress(ipAddress: host, port: 0)) != nil }
}
