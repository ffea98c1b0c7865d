import MusterProtocol
import MusterTLS
import NIOPosix
import TestSupport
import Testing

@testable import MusterClient

@Suite("A client by TLS") struct EncryptionTests {
  private static let trusted = ServerTrust.authorities(file: TestCertificates.authority)

  private func fault(
    certificate: String?, host: String = "localhost", trust: ServerTrust = trusted
  ) async throws -> (fault: EncryptionFault?, error: ClientError?) {
    let server = try await ScriptedServer.start(certificate: certificate) { _ in [.send("*OK\n")] }
    defer { Task { await server.stop() } }
    do {
      let connection = try await ClientConnection.open(
        .tls(host: host, port: server.port), trust: trust, deadline: .seconds(30))
      _ = try await connection.ask("PING")
      await connection.close()
      return (nil, nil)
    } catch ClientError.encryption(let address, let fault) {
      return (fault, .encryption(address, fault))
    } catch let error as ClientError {
      return (nil, error)
    }
  }

  @Test("speaks with a server whose chain and name are right, by name or by address", arguments: ["localhost", "127.0.0.1"])
  func right(host: String) async throws {
    let outcome = try await fault(certificate: "server", host: host)
    #expect(outcome.error == nil)
  }

  @Test(
    "says what is wrong and what to do",
    arguments: [
      ("elsewhere", "localhost", "another name"), ("elsewhere", "127.0.0.1", "another name"),
      ("renewed", "localhost", "--ca FILE"), ("expired", "localhost", "from 2000-01-01 to 2001-01-01"),
      (nil, "localhost", "without tls://"),
    ] as [(String?, String, String)])
  func wrong(certificate: String?, host: String, sentence: String) async throws {
    let outcome = try await fault(certificate: certificate, host: host)
    let error = try #require(outcome.error)
    #expect(error.sentence(.english).contains(sentence), "\(error)")
    #expect(error.sentence(.chinese).contains("证书") || error.sentence(.chinese).contains("TLS"), "\(error)")
  }

  @Test("trusts this machine's authorities unless told otherwise, and with --insecure anybody")
  func trust() async throws {
    let system = try await fault(certificate: "server", trust: .system)
    #expect(system.fault == .unknownAuthority)
    for certificate in ["server", "elsewhere", "renewed", "expired"] {
      let outcome = try await fault(certificate: certificate, trust: .insecure)
      #expect(outcome.error == nil, "\(certificate)")
    }
  }

  @Test("says that it may be either when the certificate cannot be had again to tell them apart")
  func undecided() async throws {
    let server = try await ScriptedServer.start { _ in [] }
    await server.stop()
    let address = ServerAddress.tls(host: "127.0.0.1", port: server.port)
    let fault = await EncryptionFault(
      .untrusted, at: address, on: MultiThreadedEventLoopGroup.singleton, deadline: .seconds(30))
    #expect(fault == .untrusted)
    #expect(fault.sentence(address, .english).contains("--ca FILE, or have it renewed"))
  }

  @Test("names the file when its authorities cannot be read")
  func authorities() async throws {
    let outcome = try await fault(certificate: "server", trust: .authorities(file: "/nowhere/ca.pem"))
    #expect(outcome.error == .certificates(.unreadable("/nowhere/ca.pem")))
  }

  @Test(
    "writes addresses as tls://HOST:PORT",
    arguments: [
      ("tls://muster.example:7118", ServerAddress.tls(host: "muster.example", port: 7_118)),
      ("tls://[::1]:1", .tls(host: "::1", port: 1)), ("tls://h", .tls(host: "h", port: 7_117)), ("tls://", nil),
      ("tls://tls://h", nil), ("https://h", nil),
    ] as [(String, ServerAddress?)])
  func addresses(text: String, address: ServerAddress?) { #expect((try? ServerAddress(parsing: text)) == address) }
}
