import FoundationEssentials
import Glibc

/// A file for its owner's eyes only. Made beside its place and then renamed: a start that is cut short leaves none, and the next one
/// makes another.
enum PrivateFile {
  static func write(_ line: String, to path: String) throws {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    if !folder.isEmpty { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    let draft = "\(path).new"
    unlink(draft)
    let descriptor = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StartFailure("写不了 \(path)", "cannot write \(path)") }
    defer { close(descriptor) }
    let octets = Array("\(line)\n".utf8)
    guard Glibc.write(descriptor, octets, octets.count) == octets.count, fsync(descriptor) == 0, rename(draft, path) == 0 else {
      throw StartFailure("写不了 \(path)", "cannot write \(path)")
    }
  }
}
