import Glibc
import MusterHandler
import MusterProtocol
import MusterTLS
import NIOCore
import NIOSSL
import TestSupport
import Testing

@testable import MusterLineServer

@Suite("A connection by TLS") struct EncryptionTests {
  private static let here = Endpoint.tls(host: "127.0.0.1", port: 0)

  private func withEncrypted<Result>(
    _ handler: EchoHandler = EchoHandler(), limits: Limits = .patient, certificate: String = "server",
    _ body: (SocketAddress) async throws -> Result
  ) async throws -> Result {
    try await withEncrypted(handler, in: LimitsInForce(limits), certificate: certificate, body)
  }

  private func withEncrypted<Result>(
    _ handler: EchoHandler = EchoHandler(), in limits: LimitsInForce, certificate: String = "server",
    _ body: (SocketAddress) async throws -> Result
  ) async throws -> Result {
    let encryption = ServerEncryption(try TestCertificates.pair(certificate))
    return try await withServer(handler, at: [Self.here], in: limits, encryption: encryption) { _, addresses in
      try await body(addresses[0])
    }
  }

  @Test("is greeted with tls=yes, and one in plain text beside it with tls=no")
  func greeting() async throws {
    let encryption = ServerEncryption(try TestCertificates.pair("server"))
    let endpoints = [Self.here, .tcp(host: "127.0.0.1", port: 0)]
    try await withServer(at: endpoints, encryption: encryption) { _, addresses in
      let secret = try await TestClient.encrypted(to: addresses[0])
      let first = try await secret.reply()
      #expect(first == .greeting(EchoHandler().greeting(isEncrypted: true)))
      let open = try await TestClient.connect(to: addresses[1])
      let second = try await open.reply()
      #expect(second == .greeting(EchoHandler().greeting(isEncrypted: false)))
      for client in [secret, open] { await client.close() }
    }
  }

  @Test("answers 1,000 commands of one write, and lines whose octets come one by one")
  func pipeline() async throws {
    try await withEncrypted { address in
      let client = try await TestClient.encrypted(to: address).greeted()
      client.send((1...1_000).map { "@\($0) PING\n" }.joined())
      for number in 1...1_000 {
        let final = try await client.final()
        #expect(final == "@\(number) OK")
      }
      for octet in "@a PING\r\n".utf8 { client.send([octet]) }
      let last = try await client.final()
      #expect(last == "@a OK")
      await client.close()
    }
  }

  @Test("gets megabytes whole, also when the server closes right behind them", arguments: [false, true])
  func large(endsInput: Bool) async throws {
    try await withEncrypted { address in
      let client = try await TestClient.encrypted(to: address).greeted()
      client.send("AUTH TOKEN x\nROSTERS\n" + (endsInput ? "" : "QUIT\n"))
      // close_notify on its way while five megabytes are still to come: what was asked is answered all the same.
      if endsInput { try await client.endInput() }
      let rest = await client.rest()
      #expect(rest.utf8.count == 3 + Self.rostersOctets + (endsInput ? 0 : 3))
      #expect(rest.hasSuffix(endsInput ? "\nOK\n" : "\nOK\nOK\n"))
    }
  }

  /// `# x`, its rows and the final line.
  private static let rostersOctets = 4 + EchoHandler.bigRows * (2 + 2_048 + 1) + 3

  @Test("in plain text on a TLS port is closed without a word, and nothing of it is a command")
  func plainClient() async throws {
    let handler = EchoHandler()
    try await withEncrypted(handler) { address in
      let client = try await TestClient.connect(to: address)
      client.send("PING\nAUTH TOKEN x\n")
      let rest = await client.rest()
      // At most a TLS alert, never a line of ours.
      #expect(!rest.contains("OK") && rest.utf8.count <= 7)
      #expect(handler.handled.withLockedValue { $0.isEmpty })
      await client.close()
    }
  }

  @Test("whose handshake stalls is closed without a word", arguments: ["", "\u{16}\u{3}\u{1}"])
  func stalled(sent: String) async throws {
    try await withEncrypted(limits: .changed { $0.handshakeTime = .milliseconds(60) }) { address in
      let client = try await TestClient.connect(to: address)
      client.send(sent)
      let rest = await client.rest()
      #expect(rest == "")
      await client.close()
    }
  }

  @Test("of a version below 1.2 comes not about; 1.2 and 1.3 do", arguments: [TLSVersion.tlsv11, .tlsv12, .tlsv13])
  func versions(version: TLSVersion) async throws {
    try await withEncrypted { address in
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.minimumTLSVersion = .tlsv1
      configuration.maximumTLSVersion = version
      configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(TestCertificates.authority))
      let context = try NIOSSLContext(configuration: configuration)
      let client = try await TestClient.connect(to: address) { channel in
        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: "localhost"))
      }
      client.send("QUIT\n")
      let rest = await client.rest()
      #expect(rest.hasSuffix("\nOK\n") == (version != .tlsv11))
      await client.close()
    }
  }

  @Test("gets the certificate that is in force when it begins, and keeps it")
  func renewed() async throws {
    let encryption = ServerEncryption(try TestCertificates.pair("server"))
    try await withServer(at: [Self.here], encryption: encryption) { _, addresses in
      let old = try await TestClient.encrypted(to: addresses[0]).greeted()
      encryption.adopt(try TestCertificates.pair("renewed"))
      let distrustful = try await TestClient.encrypted(to: addresses[0])
      let rest = await distrustful.rest()
      #expect(rest == "", "the new certificate is by another authority")
      let new = try await TestClient.encrypted(to: addresses[0], authority: TestCertificates.otherAuthority).greeted()
      for client in [old, new] {
        client.send("PING\n")
        let final = try await client.final()
        #expect(final == "OK")
        await client.close()
      }
      await distrustful.close()
    }
  }

  @Test("beyond the limit is told so once its handshake has ended")
  func turnedAway() async throws {
    try await withEncrypted(limits: .changed { $0.connections = 1 }) { address in
      let first = try await TestClient.encrypted(to: address).greeted()
      let second = try await TestClient.encrypted(to: address)
      let rest = await second.rest()
      #expect(rest.hasPrefix("BYE LIMIT/CONNS maximum=1"))
      for client in [first, second] { await client.close() }
    }
  }

  @Test("takes a place while its handshake lasts, and gives it back")
  func place() async throws {
    var one = Limits.changed { $0.connections = 1 }
    one.handshakeTime = .milliseconds(60)
    let limits = LimitsInForce(one)
    try await withEncrypted(in: limits) { address in
      let silent = try await TestClient.connect(to: address)
      _ = await silent.rest()
      // Whoever comes next has all the time that a busy machine takes.
      one.handshakeTime = Limits.patient.handshakeTime
      limits.change(to: one)
      let next = try await TestClient.encrypted(to: address).greeted()
      let refused = try await TestClient.encrypted(to: address)
      let rest = await refused.rest()
      #expect(rest.hasPrefix("BYE LIMIT/CONNS maximum=1"))
      for client in [silent, next, refused] { await client.close() }
    }
  }

  @Test("is refused to listen for without a certificate; with one any address will do")
  func certificate() throws {
    let everywhere = Endpoint.tls(host: "0.0.0.0", port: 0)
    let error = #expect(throws: LineServerError.self) { try LineServer.check(everywhere, hasCertificate: false) }
    #expect(error?.reason == .noCertificate)
    #expect(error?.text(in: .english).contains("--certificate") == true)
    #expect(throws: Never.self) { try LineServer.check(everywhere, hasCertificate: true) }
  }
}

@Suite("A certificate and its key") struct CertificatePairTests {
  @Test("are refused by name when they are missing, empty, open to others, or not a pair")
  func faults() throws {
    let (certificate, key) = try TestCertificates.files("server")
    let other = try TestCertificates.files("renewed")
    let fault = { (certificate: String, key: String) -> CertificateFault? in
      do {
        _ = try CertificatePair(certificate: certificate, key: key)
        return nil
      } catch {
        return error as? CertificateFault
      }
    }
    #expect(fault(certificate, key) == nil)
    #expect(fault("/nowhere.pem", key) == .unreadable("/nowhere.pem"))
    #expect(fault(certificate, "/nowhere.key") == .unreadable("/nowhere.key"))
    #expect(fault(key, key) == .noCertificate(key))
    #expect(fault(certificate, other.certificate) == .openKey(other.certificate, mode: 0o644))
    #expect(fault(certificate, other.key) == .mismatch(certificate: certificate, key: other.key))
    for file in [key, other.key] { unlink(file) }
  }

  @Test("know when they are out of date")
  func validity() throws {
    let pair = try TestCertificates.pair("expired")
    // 2000-01-01 and 2001-01-01.
    #expect((pair.validFrom, pair.validTo) == (946_684_800, 978_307_200))
    #expect(pair.fault(at: 946_684_799) != nil && pair.fault(at: 978_307_201) != nil)
    #expect(pair.fault(at: 946_684_800) == nil && pair.fault(at: 978_307_200) == nil)
    #expect(pair.fault(at: 0)?.text(in: .english).contains("from 2000-01-01 to 2001-01-01") == true)
  }
}
