import FoundationEssentials
import Glibc
import MusterHandler
import Testing

@testable import MusterMessenger

@Suite("A letter in a file") struct FileTests {
  private func inFolder(_ body: (String) async throws -> Void) async throws {
    let folder = "/tmp/muster-letters-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("is a line that its owner alone may read, without a telephone number")
  func line() async throws {
    try await inFolder { folder in
      let path = "\(folder)/messages.jsonl"
      let sender = FileSender(path: path)
      #expect(await sender.send(.sample, isRepeated: false) == .delivered)
      #expect(await sender.send(.sample, isRepeated: false) == .delivered)
      let written = try lines(path)
      #expect(written.count == 3 && written[0] == written[1] && written[2].isEmpty)
      #expect(written[0].contains(#""id":"L-00000001""#) && !written[0].contains("19900000001"))
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }
  }

  @Test("is not written twice when an earlier daemon wrote it and ended before it could say so")
  func repeated() async throws {
    try await inFolder { folder in
      let path = "\(folder)/messages.jsonl"
      #expect(await FileSender(path: path).send(.sample, isRepeated: true) == .delivered)
      #expect(await FileSender(path: path).send(.sample, isRepeated: true) == .delivered)
      let written = try lines(path)
      #expect(written.count == 2)
    }
  }

  @Test("that cannot be written says why and is tried again")
  func fault() async throws {
    #expect(
      await FileSender(path: "/nonexistent/messages.jsonl").send(.sample, isRepeated: false)
        == .failed("open: No such file or directory", retryAfter: nil))
    // A full disk takes less than a line.
    #expect(
      await FileSender(path: "/dev/full").send(.sample, isRepeated: false)
        == .failed("write: No space left on device", retryAfter: nil))
  }
}
