import Foundation
import TestSupport
import Testing

/// Clients as anyone could write them from the protocol's page in an afternoon: each is a program of some twenty lines.
@Suite("A client of twenty lines") struct ClientTests {
  static let programs = ["client.py", "client.sh", "client.swift"]

  @Test("shows rows and ends by the final's first word", arguments: programs)
  func rows(program: String) async throws {
    try await run(program, as: "staff-east") { run in
      let (ending, output) = try await run(["SHIFTS", "event=E-1"])
      #expect(ending == .code(0), "\(output)")
      #expect(output.contains("S-1") && output.contains("引导") && output.contains("S-2"))
      #expect(output.split(separator: "\n").last == "OK rows=2 more=no")
      let refused = try await run(["CLAIM", "S-99", "member=M-88Q"])
      #expect(refused.ending == .code(1), "\(refused.output)")
      let misspelt = try await run(["SHFTS"])
      #expect(misspelt.ending == .code(2) && misspelt.output.contains("near=SHIFTS"), "\(misspelt.output)")
    }
  }

  @Test("does not take a refused login for an answer", arguments: programs)
  func login(program: String) async throws {
    try await run(program, as: "nobody") { run in
      let (ending, output) = try await run(["SHIFTS"])
      #expect(ending == .code(1) && output.contains("NO AUTH/"), "\(output)")
    }
  }

  private typealias Run = ([String]) async throws -> (ending: RunningProgram.Ending, output: String)

  private func run(_ program: String, as account: String, _ body: (Run) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let token = folder + "/token"
    try "\(TestWorld.token(account))\n".write(toFile: token, atomically: true, encoding: .utf8)
    let command = try await Self.command(program, folder)
    try await withServer { _, _, addresses in
      let port = try #require(addresses.first?.port)
      try await body { words in
        let running = try RunningProgram(
          command[0], command.dropFirst() + ["127.0.0.1", "\(port)", token] + words, variables: ["LC_ALL": "C.UTF-8"])
        let ending = await running.end()
        let (output, errors) = await running.everything()
        return (ending, output + errors)
      }
    }
  }

  /// The program and its first arguments; a Swift client is compiled first.
  private static func command(_ program: String, _ folder: String) async throws -> [String] {
    let path = Checked.path("Clients/\(program)")
    switch program {
    case "client.py": return ["/usr/bin/env", "python3", path]
    case "client.sh": return ["/bin/sh", path]
    default:
      let source = folder + "/client.swift"
      try FileManager.default.copyItem(atPath: path + ".txt", toPath: source)
      let compiler = try RunningProgram("/usr/bin/env", ["swiftc", source, "-o", folder + "/client"])
      guard await compiler.end() == .code(0) else { throw TestFailure(await compiler.everything().errors) }
      return [folder + "/client"]
    }
  }
}
