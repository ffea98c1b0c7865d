import Glibc

/// Where progress and complaints go.
enum StandardError {
  /// Straight to standard error, unbuffered; a closed pipe is nobody's loss.
  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
