import NIOCore
import NIOPosix
import NIOSSL

/// What a server's certificate is, when it was not trusted: the library only says that it was not. Connects once more, reads
/// the certificate, and closes without a word.
public enum CertificateProbe {
  public struct Finding: Hashable, Sendable {
    /// Seconds since 1970.
    public let validFrom: Int64
    public let validTo: Int64
  }

  /// Nil when no certificate could be had within `deadline`.
  public static func look(
    at host: String, port: Int, on group: any EventLoopGroup, deadline: TimeAmount
  ) async -> Finding? {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .noHostnameVerification
    guard let context = try? NIOSSLContext(configuration: configuration) else { return nil }
    let loop = group.next()
    let finding = loop.makePromise(of: Finding?.self)
    // Reached also when the server says nothing.
    let limit = loop.scheduleTask(in: deadline) { finding.succeed(nil) }
    let connecting = ClientBootstrap(group: loop).connectTimeout(deadline)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let name = ClientEncryption.isAddress(host) ? nil : host
          let judge: NIOSSLCustomVerificationCallback = { chain, verdict in
            finding.succeed(
              chain.first.map { Finding(validFrom: Int64($0.notValidBefore), validTo: Int64($0.notValidAfter)) })
            verdict.succeed(.failed)
          }
          let handler = try NIOSSLClientHandler(context: context, serverHostname: name, customVerificationCallback: judge)
          try channel.pipeline.syncOperations.addHandler(handler)
        }
      }
      .connect(host: host, port: port)
    connecting.whenFailure { _ in finding.succeed(nil) }
    connecting.whenSuccess { channel in channel.closeFuture.whenComplete { _ in finding.succeed(nil) } }
    let found = try? await finding.futureResult.get()
    limit.cancel()
    if let channel = try? await connecting.get() { try? await channel.close() }
    return found ?? nil
  }
}
