import Glibc
import MusterClient
import MusterProtocol

/// Lines typed at the prompt to one server, one a line of a private file. Every window only appends, so that windows never
/// overwrite one another; what others typed meanwhile shows at the next start.
struct History {
  /// Lines kept when the file is shortened, and lines it may have before that: 5,000 of 100 octets are 500 KB.
  static let kept = 2_000
  static let maximum = 5_000
  /// Verbs whose lines hold secrets.
  private static let secret: Set<String> = ["AUTH", "PASSWORD", "TOKEN"]

  let path: String

  /// In the state folder, a file for each server: what is right for one city is wrong for another.
  init(stateDirectory: String, server: ServerAddress) {
    let name = server.description.map { $0.isLetter || $0.isNumber || ".:[]-".contains($0) ? $0 : "_" }
    path = "\(stateDirectory)/history-\(String(name))"
  }

  init(path: String) { self.path = path }

  /// Oldest first. An unreadable file is no history.
  func load() -> [String] {
    guard let bytes = try? PrivateFile.read(path) else { return [] }
    var lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    if lines.count > Self.maximum {
      lines.removeFirst(lines.count - Self.kept)
      try? PrivateFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
    }
    return lines
  }

  func add(_ line: String) {
    guard Self.isWorthKeeping(line),
      (try? PrivateFile.makeDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))) != nil
    else { return }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // One write of a short line to a file opened for appending is never mixed with another's.
    let bytes = Array("\(line)\n".utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Not a login, a password or a token, in either spelling.
  static func isWorthKeeping(_ line: String) -> Bool {
    let words = line.split(separator: " ")
    guard let verb = words.first(where: { !$0.hasPrefix("@") }), !line.contains("mst_") else { return false }
    if verb.hasPrefix("{") {
      let known = Outgoing(line: Array(line.utf8)).row?.name
      return !secret.contains(known ?? "") && !secret.contains { line.uppercased().contains($0) }
    }
    return !secret.contains(verb.uppercased())
  }
}
