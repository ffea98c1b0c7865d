import Glibc
import Logging
import MusterLineServer
import MusterProtocol
import MusterTLS

/// What `musterd` was told, checked as a whole: whoever holds one can begin to serve, as far as that is known beforehand.
struct ServeSettings {
  let limits: Limits
  let logLevel: Logger.Level
  /// Nil without `--certificate`.
  let pair: CertificatePair?
  let clock: BusinessClock
  let endpoints: [Endpoint]
  /// Nil where messages stay in their queue.
  let mail: MailSettings?

  /// Reads the certificate's files and resolves host names. Throws `StartFailure`.
  init(_ serve: Serve) throws {
    logLevel = try LogLevel.named(serve.logLevel)
    limits = try LimitOption.apply(serve.limit, processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    clock = try BusinessClock(serve.clock)
    try SettingCheck.connections(serve.databaseConnections, as: "\(serve.databaseConnections)")
    for gateway in serve.gateway { try SettingCheck.gateway(gateway) }
    pair = try Self.pair(serve.certificate, serve.privateKey)
    mail = try MailSettings(
      target: serve.messages ?? (serve.database == nil ? "file" : "none"), format: serve.messagesFormat,
      secretFile: serve.messagesSecretFile)
    endpoints = try Self.endpoints(serve, hasCertificate: pair != nil)
  }

  private static func pair(_ certificate: String?, _ key: String?) throws -> CertificatePair? {
    switch (certificate, key) {
    case (nil, nil): return nil
    case (let certificate?, let key?):
      do { return try CertificatePair(certificate: certificate, key: key) } catch { throw StartFailure(error) }
    case (nil, _): throw StartFailure("--private-key 须与 --certificate 同用", "--private-key takes --certificate as well")
    case (_, nil): throw StartFailure("--certificate 须与 --private-key 同用", "--certificate takes --private-key as well")
    }
  }

  private static func endpoints(_ serve: Serve, hasCertificate: Bool) throws -> [Endpoint] {
    let places = try (serve.listen.isEmpty ? ["127.0.0.1:7117"] : serve.listen).map { text in
      let endpoint = try SettingCheck.endpoint(text)
      // Before a database is made for a place where nothing could be served.
      do { try LineServer.check(endpoint, hasCertificate: hasCertificate) } catch { throw StartFailure(error) }
      return endpoint
    }
    let socket = "\(serve.dataDirectory)/run/muster.sock"
    // A path that the kernel cannot take is left out: the operator then uses a shorter --data-directory.
    return socket.utf8.count <= 107 ? places + [.unix(path: socket)] : places
  }
}

extension CertificatePair {
  /// At this moment.
  var presentFault: CertificateFault? { fault(at: Int64(time(nil))) }
}
