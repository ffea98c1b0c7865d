import MusterProtocol
import Testing

@testable import MusterClient
@testable import muster

@Suite("--all") struct AllPagesTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func server() async throws -> ScriptedServer {
    try await ScriptedServer.start { received in
      switch received.argument("after") {
      case nil: [.send("*# id\tname\n*| M-1\t张\n*| M-2\t\\N\n*OK rows=2 more=yes next=c1\n")]
      case "c1": [.send("*# id\tname\n*| M-3\t李\n*OK rows=1 more=yes next=c2\n")]
      default: [.send("*# id\tname\n*| M-4\t王\n*OK rows=1 more=no\n")]
      }
    }
  }

  private func run(_ words: [String], _ options: String..., on server: ScriptedServer) async throws -> Final {
    var environment = Environment()
    environment.outputDescriptor = scratch.stream("out")
    environment.errorDescriptor = scratch.stream("err")
    let screen = Screen(try Options.parse(options), environment)
    let session = Session(Session.Settings(address: server.address, credential: nil), journal: nil)
    let final = try await AllPages(session: session, screen: screen).run(try Outgoing(words: words))
    await session.close()
    return final
  }

  @Test("follows the cursors to the last page, with one header and all rows counted")
  func follows() async throws {
    let server = try await server()
    let final = try await run(["MEMBERS", "q=x"], on: server)
    #expect(try scratch.read("out") == "id\tname\nM-1\t张\nM-2\t\\N\nM-3\t李\nM-4\t王\n")
    #expect(try scratch.read("err") == "OK rows=4 more=no\n")
    #expect(final.word == .ok)
    #expect(
      server.received.map(\.line) == [
        "MEMBERS q=x limit=1000", "MEMBERS q=x limit=1000 after=c1", "MEMBERS q=x limit=1000 after=c2",
      ])
    await server.stop()
  }

  @Test("keeps a limit that was given, and in JSON ends with one final")
  func json() async throws {
    let server = try await server()
    _ = try await run(["MEMBERS", "limit=2"], "--json", on: server)
    let lines = try scratch.read("out").split(separator: "\n")
    #expect(lines.count == 5 && lines.last == #"{"final":"OK","rows":"4","more":"no"}"#)
    #expect(server.received.first?.line == "MEMBERS limit=2")
    await server.stop()
  }

  @Test("follows a newer server's verb as well")
  func newer() async throws {
    let server = try await server()
    _ = try await run(["DREAMS", "of=x"], on: server)
    #expect(server.received.map(\.line) == ["DREAMS of=x", "DREAMS of=x after=c1", "DREAMS of=x after=c2"])
    await server.stop()
  }

  @Test("stops where a page is refused, and says so")
  func refused() async throws {
    let server = try await ScriptedServer.start { received in
      received.argument("after") == nil ? [.send("*# id\n*| 1\n*OK rows=1 more=yes next=c\n")] : [.send("*NO DENIED -- 不行\n")]
    }
    #expect(try await run(["MEMBERS"], on: server).word == .no)
    #expect(try scratch.read("err") == "NO DENIED — 不行\n")
    await server.stop()
  }
}
