import Foundation
import Glibc

@testable import MusterClient

/// A folder of a test's own, gone with the test.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/muster-client-\(UUID().uuidString)"
    try PrivateFile.makeDirectory(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String, mode: mode_t = 0o600) throws -> String {
    try PrivateFile.write(Array(text.utf8), to: "\(path)/\(name)")
    chmod("\(path)/\(name)", mode)
    return "\(path)/\(name)"
  }

  func read(_ name: String) throws -> String { String(decoding: try PrivateFile.read("\(path)/\(name)"), as: UTF8.self) }

  func names(_ directory: String = "") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(directory)")) ?? []).sorted()
  }

  /// A file to write to, in place of a standard stream.
  func stream(_ name: String) -> Int32 { open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) }
}
