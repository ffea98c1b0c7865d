import Foundation
import MusterCity
import MusterProtocol
import NIOConcurrencyHelpers
import Testing

@testable import MusterClient
@testable import muster

@Suite("Parts of an import") struct ImportPartsTests {
  @Test(
    "put together are the file, and each fits into a literal as base64",
    arguments: [0, 1, 2, 3, 49_151, 49_152, 49_153, 98_304, 200_001], [65_536, 4_096, 5, 4])
  func whole(size: Int, limit: Int) {
    guard size / limit < 20_000 else { return }
    let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let parts = Array(ImportParts(content, maximumLiteral: limit))
    #expect(parts.flatMap { $0 } == content)
    #expect(parts.count == ImportParts(content, maximumLiteral: limit).count)
    #expect(parts.allSatisfy { Base64.encode($0).count <= limit })
    #expect(parts.dropLast().allSatisfy { !$0.isEmpty })
  }

  @Test(
    "are spelt as RFC 4648 spells them",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func base64(text: String, encoded: String) {
    #expect(String(decoding: Base64.encode(Array(text.utf8)[...]), as: UTF8.self) == encoded)
  }

  @Test("in base64 are read back by Foundation")
  func foundation() {
    let content = (0..<1_000).map { _ in UInt8.random(in: .min ... .max) }
    #expect(Data(base64Encoded: Data(Base64.encode(content[...]))) == Data(content))
  }
}

@Suite("An import") struct ImportFlowTests {
  let scratch: Scratch
  /// What the server was sent, put together by file.
  let uploaded = NIOLockedValueBox<[String: [UInt8]]>([:])

  init() throws {
    scratch = try Scratch()
    _ = try scratch.write("code,name\r\n150802,临河区\r\n", to: "city/areas.csv")
    _ = try scratch.write(
      "name,role,area,unit,team,member\nstaff-31,staff,150802,,,\ngrid-7,grid,150802,,,\n", to: "city/accounts.csv")
    _ = try scratch.write(String(repeating: "行", count: 40_000), to: "city/members.csv")
    _ = try scratch.write("not for us", to: "city/README.txt")
  }

  private func server(job: @escaping @Sendable (Int) -> String) async throws -> ScriptedServer {
    let asked = NIOLockedValueBox(0)
    return try await ScriptedServer.start { [uploaded] received in
      switch received.verb {
      case "SET": return [.send("*OK\n")]
      case "IMPORT.NEW": return [.send("*OK id=I-1\n")]
      case "IMPORT.PART":
        guard let data = Data(base64Encoded: Data(received.literal ?? [])), received.argument("encoding") == "base64" else {
          return [.send("*BAD ARG/VALUE arg=data\n")]
        }
        uploaded.withLockedValue { $0[String(received.argument("file") ?? ""), default: []] += data }
        return [.send("*OK\n")]
      case "IMPORT.RUN": return [.send("*OK job=J-3\n")]
      case "JOB":
        let number = asked.withLockedValue { count in
          count += 1
          return count
        }
        return [.send(job(number))]
      case "IMPORT.ERRORS":
        let isFirst = received.argument("after") == nil
        return [
          .send(
            "*# file\tline\tcolumn\tcode\ttext\n*| members.csv\t\(isFirst ? 4 : 9)\tname\tEMPTY\t缺姓名\n"
              + "*OK more=\(isFirst ? "yes next=c1" : "no")\n")
        ]
      case "TOKEN": return [.send("*OK id=7 token=mst_7_\(received.argument("add") ?? "")\n")]
      default: return [.send("*BAD VERB\n")]
      }
    }
  }

  /// What a server says that it did with the three files.
  private static let result = """
    {"files":{"areas.csv":{"inserted":1,"updated":0,"unchanged":0},"members.csv":{"inserted":1,"updated":0,"unchanged":0},\
    "accounts.csv":{"inserted":1,"updated":0,"unchanged":0}}}
    """

  private func run(_ server: ScriptedServer, _ extra: [String] = []) async throws -> Ending {
    var environment = Environment()
    environment.outputDescriptor = scratch.stream("out")
    environment.errorDescriptor = scratch.stream("err")
    environment.variables["XDG_STATE_HOME"] = scratch.path + "/state"
    let command = try ImportCommand.parse(
      ["--server", "\(server.address)", "--data-directory", scratch.path + "/data", "--lang", "en", scratch.path + "/city"]
        + extra)
    do {
      try await command.run(environment)
      return .done
    } catch let status as Ending {
      return status
    }
  }

  @Test("sends every known file whole, waits for the job, and saves a token for each new account")
  func succeeds() async throws {
    _ = try scratch.write("mst_old_one\n", to: "data/tokens/grid-7")
    let server = try await server { number in
      number < 3
        ? "*# id\tkind\tstate\tprogress\n*| J-3\timport\trunning\t\(number * 30)\n*OK\n"
        : "*# id\tkind\tstate\tprogress\tresult\n*| J-3\timport\tdone\t100\t\(Self.result)\n*OK state=done inserted=3 updated=0 unchanged=0\n"
    }
    let status = try await run(server)
    #expect(status == .done)
    for name in ["areas.csv", "accounts.csv", "members.csv"] {
      #expect(try uploaded.withLockedValue { $0[name] } == PrivateFile.read("\(scratch.path)/city/\(name)"))
    }
    #expect(uploaded.withLockedValue { $0.count } == 3)
    let parts = server.received.filter { $0.argument("file") == "members.csv" }
    #expect(parts.map { $0.argument("part") } == ["1", "2", "3"])
    #expect(parts.allSatisfy { ($0.literal?.count ?? 0) <= 65_536 })
    #expect(server.received.first { $0.verb == "IMPORT.RUN" }?.argument("key") != nil)
    #expect(try scratch.read("data/tokens/staff-31") == "mst_7_staff-31\n")
    #expect(try scratch.read("data/tokens/grid-7") == "mst_old_one\n")
    #expect(PrivateFile.openMode(scratch.path + "/data/tokens/staff-31") == nil)
    #expect(try scratch.read("out").contains("areas.csv\t1\t"))
    let said = try scratch.read("err")
    #expect(said.contains("OK job=J-3 state=done inserted=3 updated=0 unchanged=0"))
    #expect(!said.contains("mst_7"))
    await server.stop()
  }

  @Test("lists every problem, page by page, and ends with 1")
  func problems() async throws {
    let server = try await server { _ in "*# id\tstate\tprogress\n*| J-3\tfailed\t100\n*OK code=IMPORT/FAILED problems=2\n" }
    let status = try await run(server)
    #expect(status == .refused)
    #expect(
      try scratch.read("out")
        == "file\tline\tcolumn\tcode\ttext\nmembers.csv\t4\tname\tEMPTY\t缺姓名\nmembers.csv\t9\tname\tEMPTY\t缺姓名\n")
    let said = try scratch.read("err")
    #expect(said.contains("NO IMPORT/FAILED import=I-1 problems=2"))
    #expect(said.contains("check and load failed\n") && !said.contains("check and load 100"), "\(said)")
    #expect(!server.received.contains { $0.verb == "TOKEN" })
    await server.stop()
  }

  @Test("only checks with --dry")
  func dry() async throws {
    let server = try await server { _ in
      "*# id\tkind\tstate\tprogress\tresult\n*| J-3\timport\tdone\t100\t\(Self.result)\n*OK state=done inserted=3 updated=0 unchanged=0\n"
    }
    let status = try await run(server, ["--dry"])
    #expect(status == .done)
    #expect(server.received.first { $0.verb == "IMPORT.NEW" }?.argument("dry") == "yes")
    #expect(try scratch.read("err").contains("unchanged=0 dry=yes — only checked, nothing written"))
    #expect(!server.received.contains { $0.verb == "TOKEN" })
    await server.stop()
  }

  @Test("refuses a folder with a CSV file that it does not know, naming it, before anything is sent")
  func unknown() async throws {
    _ = try scratch.write("x", to: "city/volunteers.csv")
    let server = try await server { _ in "" }
    let status = try await run(server)
    #expect(status == .notUnderstood)
    #expect(try scratch.read("err").contains("volunteers.csv"))
    #expect(server.received.isEmpty)
    await server.stop()
  }

  @Test("sends no part twice to an import when a connection is cut, but the same part with the same key")
  func cut() async throws {
    let isCut = NIOLockedValueBox(false)
    let server = try await ScriptedServer.start { received in
      switch received.verb {
      case "IMPORT.NEW": return [.send("*OK id=I-1\n")]
      case "IMPORT.RUN": return [.send("*NO CONFLICT/STATE\n")]
      case "IMPORT.PART" where received.argument("file") == "members.csv" && received.argument("part") == "2":
        let wasCut = isCut.withLockedValue { isCut in
          defer { isCut = true }
          return isCut
        }
        return wasCut ? [.send("*OK\n")] : [.close]
      default: return [.send("*OK\n")]
      }
    }
    let status = try await run(server)
    #expect(status == .refused)
    let twice = server.received.filter { $0.argument("file") == "members.csv" && $0.argument("part") == "2" }
    try #require(twice.count == 2)
    #expect(twice[0].argument("key") != nil)
    #expect(twice[0].argument("key") == twice[1].argument("key"))
    await server.stop()
  }
}
