import Glibc

/// Progress for whoever waits, on standard error.
enum Console {
  static func say(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  static func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }
}
