import Glibc

/// Short files: answers, traces, reports. Instances and plans are read for the repairs only, which come last: the memory of
/// this process is the least that a child can be measured with (`ChildProcess`).
enum TextFile {
  static func read(_ path: String) throws(Obstacle) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { throw .file(path, errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    while let part = try chunk(of: file, path) { bytes.append(contentsOf: part) }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func write(_ text: String, to path: String) throws(Obstacle) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if file < 0 { throw .file(path, errno) }
    defer { close(file) }
    var left = Array(text.utf8)[...]
    while !left.isEmpty {
      let put = left.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if put < 0, errno == EINTR { continue }
      if put < 0 { throw .file(path, errno) }
      left = left.dropFirst(put)
    }
  }

  /// Whether two files hold the same bytes.
  static func same(_ one: String, _ other: String) throws(Obstacle) -> Bool {
    let files = [open(one, O_RDONLY | O_CLOEXEC), open(other, O_RDONLY | O_CLOEXEC)]
    defer { for file in files where file >= 0 { close(file) } }
    if files[0] < 0 { throw .file(one, errno) }
    if files[1] < 0 { throw .file(other, errno) }
    while true {
      let (a, b) = (try chunk(of: files[0], one), try chunk(of: files[1], other))
      if a != b { return false }
      if a == nil { return true }
    }
  }

  /// Makes a directory and those above it.
  static func makeDirectory(_ path: String) throws(Obstacle) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += part + "/"
      if mkdir(made, 0o755) != 0, errno != EEXIST { throw .file(made, errno) }
    }
  }

  /// A file of an earlier run must not be taken for this one's.
  static func remove(_ path: String) throws(Obstacle) {
    if unlink(path) != 0, errno != ENOENT { throw .file(path, errno) }
  }

  static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }
  static func isProgram(_ path: String) -> Bool { access(path, X_OK) == 0 }

  /// A full chunk, unless the file ends; nothing at its end.
  private static func chunk(of file: Int32, _ path: String) throws(Obstacle) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 65536)
    var count = 0
    while count < bytes.count {
      let got = bytes[count...].withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
      if got < 0, errno == EINTR { continue }
      if got < 0 { throw .file(path, errno) }
      if got == 0 { break }
      count += got
    }
    return count == 0 ? nil : Array(bytes.prefix(count))
  }
}
