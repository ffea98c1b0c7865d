import NIOConcurrencyHelpers
import NIOCore
import NIOSSL

/// Puts TLS in front of a server's connections, with the certificate that is in force when each begins.
public final class ServerEncryption: Sendable {
  /// Octets of ciphertext that an idle connection keeps for its next write: one TLS record.
  private static let keptOctets = 16_384

  private let pair: NIOLockedValueBox<CertificatePair>

  public init(_ pair: CertificatePair) { self.pair = NIOLockedValueBox(pair) }

  /// New connections get this one; those that are open keep theirs.
  public func adopt(_ new: CertificatePair) { pair.withLockedValue { $0 = new } }

  /// For a channel that has just been accepted, on its event loop, before any other handler.
  public func secure(_ channel: any Channel) throws {
    var configuration = NIOSSLHandler.Configuration()
    configuration.maximumPreservedOutboundBufferCapacity = Self.keptOctets
    let handler = NIOSSLServerHandler(context: pair.withLockedValue { $0.context }, configuration: configuration)
    try channel.pipeline.syncOperations.addHandlers([handler, AbruptEnd()])
  }
}

/// Takes the end of a peer's octets without its close_notify for an ordinary end: a line counts only with its line end, so
/// that nothing can be made of a cut one.
final class AbruptEnd: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case NIOSSLError.uncleanShutdown = error { return }
    context.fireErrorCaught(error)
  }
}
