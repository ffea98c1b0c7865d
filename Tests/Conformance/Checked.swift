import Foundation

/// The files that are checked in beside these tests.
enum Checked {
  struct Missing: Error { let path: String }

  /// Names of the sessions, without `.session`.
  static let sessions: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path("Sessions"))) ?? []
    return files.filter { $0.hasSuffix(".session") }.map { String($0.dropLast(8)) }.sorted()
  }()

  static func text(_ name: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path(name)) else { throw Missing(path: name) }
    return String(decoding: data, as: UTF8.self)
  }

  static func path(_ name: String) -> String { Bundle.module.bundlePath + "/" + name }
}
