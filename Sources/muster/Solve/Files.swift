import Glibc

/// Files that are written whole, with sentences for what goes wrong.
enum Files {
  struct Failure: Error {
    let sentence: String

    init(_ chinese: String, _ english: String, _ path: String) {
      let why = String(cString: strerror(errno))
      sentence = "\(path): \(chinese)：\(why)\n\(path): \(english): \(why)"
    }
  }

  /// Makes and removes the file that `replace` will write first.
  static func checkWritable(_ path: String) throws(Failure) {
    let file = open(draft(path), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    if file < 0 { throw Failure("无法写文件", "cannot write the file", path) }
    close(file)
    unlink(draft(path))
  }

  private static func draft(_ path: String) -> String { path + ".\(getpid()).tmp" }

  /// Writes beside the target and renames, so that a reader sees the old file or the new one, never half of it.
  static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    let draft = draft(path)
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if file < 0 { throw Failure("无法写文件", "cannot write the file", path) }
    var written = 0
    while written < bytes.count {
      let put = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + written, $0.count - written) }
      if put < 0, errno == EINTR { continue }
      if put < 0 { break }
      written += put
    }
    let closed = close(file) == 0
    if written == bytes.count, closed, rename(draft, path) == 0 { return }
    let failure = Failure("无法写文件", "cannot write the file", path)
    unlink(draft)
    throw failure
  }
}
