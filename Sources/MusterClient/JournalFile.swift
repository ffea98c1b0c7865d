import Glibc

/// One process's journal of keys: a line `+ KEY FINGERPRINT SECONDS` for each that was made and `- KEY` for each that was
/// answered. Holding the value holds the lock; no lock means that its process is gone.
final class JournalFile {
  struct Entry: Hashable {
    let key: String
    let fingerprint: String
    /// Seconds since 1970.
    let made: Int64
  }

  private static let suffix = ".keys"
  private let path: String
  private let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  /// Locked before it gets the name by which others look for it.
  static func create(in directory: String, name: String) throws(ClientError) -> JournalFile {
    try PrivateFile.makeDirectory(directory)
    let path = "\(directory)/\(name)\(suffix)"
    let descriptor = open(path + ".new", O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .file(path: path, fault: .system(PrivateFile.reason())) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, rename(path + ".new", path) == 0 else {
      let fault = FileFault.system(PrivateFile.reason())
      close(descriptor)
      throw .file(path: path, fault: fault)
    }
    return JournalFile(path: path, descriptor: descriptor)
  }

  /// Nil while its process lives, or where another window is looking into it.
  static func abandoned(_ path: String) -> JournalFile? {
    let descriptor = open(path, O_RDWR | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    return JournalFile(path: path, descriptor: descriptor)
  }

  static func paths(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var paths: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name.hasSuffix(suffix) { paths.append("\(directory)/\(name)") }
    }
    return paths.sorted()
  }

  /// On disk when this returns.
  func add(_ entry: Entry) throws(ClientError) {
    let line = "+ \(entry.key) \(entry.fingerprint) \(entry.made)\n"
    guard PrivateFile.writeAll(Array(line.utf8), to: descriptor), fdatasync(descriptor) == 0 else {
      throw .file(path: path, fault: .system(PrivateFile.reason()))
    }
  }

  func settle(_ key: String) {
    _ = PrivateFile.writeAll(Array("- \(key)\n".utf8), to: descriptor)
  }

  /// Those without an answer. A line that was cut short by a crash is none: its command was never sent.
  func entries() -> [Entry] {
    guard let bytes = try? PrivateFile.read(path) else { return [] }
    var entries: [Entry] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
      if words.count == 4, words[0] == "+", let made = Int64(words[3]) {
        entries.append(Entry(key: words[1], fingerprint: words[2], made: made))
      } else if words.count == 2, words[0] == "-" {
        entries.removeAll { $0.key == words[1] }
      }
    }
    return entries
  }

  func remove() { unlink(path) }

  deinit { close(descriptor) }
}
