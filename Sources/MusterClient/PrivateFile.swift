import Glibc

/// Files that only their owner may read: tokens, keys, history. Written beside the target and renamed, so that nobody
/// ever sees half of one.
public enum PrivateFile {
  /// Throws `ClientError.file` with `.missing` or the system's words.
  public static func read(_ path: String) throws(ClientError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: path, fault: errno == ENOENT ? .missing : .system(reason())) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = readSome(descriptor, &chunk)
      if count < 0 { throw .file(path: path, fault: .system(reason())) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// Makes missing folders (0700), then the file (0600), at once or not at all.
  public static func write(_ bytes: [UInt8], to path: String) throws(ClientError) {
    try makeDirectory(directory(of: path))
    let temporary = "\(path).\(getpid())-\(UInt32.random(in: .min ... .max)).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .file(path: path, fault: .system(reason())) }
    let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    let fault = reason()
    close(descriptor)
    guard isWritten, rename(temporary, path) == 0 else {
      let fault = isWritten ? reason() : fault
      unlink(temporary)
      throw .file(path: path, fault: .system(fault))
    }
  }

  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The mode's permission bits if group or others may read it, else nil.
  public static func openMode(_ path: String) -> UInt32? {
    var status = stat()
    guard stat(path, &status) == 0, UInt32(status.st_mode) & 0o077 != 0 else { return nil }
    return UInt32(status.st_mode) & 0o777
  }

  public static func makeDirectory(_ path: String) throws(ClientError) {
    guard !path.isEmpty, !exists(path) else { return }
    try makeDirectory(directory(of: path))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .file(path: path, fault: .system(reason())) }
  }

  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  static func reason() -> String { String(cString: strerror(errno)) }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func readSome(_ descriptor: Int32, _ chunk: inout [UInt8]) -> Int {
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 || errno != EINTR { return count }
    }
  }
}
