import Glibc
import MusterClient

/// Lines typed at the prompt, one a line of a private file. Every window only appends, so that windows never overwrite one
/// another; what others typed meanwhile shows at the next start.
struct History {
  /// Lines kept when the file is shortened, and lines it may have before that: 5,000 of 100 octets are 500 KB.
  static let kept = 2_000
  static let maximum = 5_000

  let path: String

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

  /// A login is not kept, nor a new password: their lines hold secrets.
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

  static func isWorthKeeping(_ line: String) -> Bool {
    let words = line.split(separator: " ")
    let verb = words.first(where: { !$0.hasPrefix("@") })?.uppercased()
    return verb != nil && verb != "AUTH" && verb != "PASSWORD"
  }
}
