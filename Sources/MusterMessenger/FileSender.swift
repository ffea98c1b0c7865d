import FoundationEssentials
import Glibc
import MusterHandler

/// Appends each letter as a line of JSON to a file that its owner alone may read: what a city without a gateway gets, to be printed,
/// telephoned or handed on by a programme of its own. A line is on disk before the message counts as sent. The file is opened
/// anew for each letter, so it may be moved away at any time.
public actor FileSender: MessageSender {
  public nonisolated let timeout = 10
  private let path: String

  public init(path: String) { self.path = path }

  public func send(_ letter: Letter, isRepeated: Bool) -> Delivery {
    do {
      let line = try LetterJSON(letter, withPhone: false).octets() + [UInt8(ascii: "\n")]
      if isRepeated, holds(letter.id) { return .delivered }
      try append(line)
      return .delivered
    } catch {
      return .failed("\(error)", retryAfter: nil)
    }
  }

  /// Whether an earlier try, of a daemon that ended before it could say so, has written the letter.
  private func holds(_ id: String) -> Bool {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return false }
    return text.contains("\"id\":\"\(id)\"")
  }

  private func append(_ line: [UInt8]) throws(FileFault) {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileFault(doing: "open", number: errno) }
    defer { close(descriptor) }
    let before = lseek(descriptor, 0, SEEK_END)
    let count = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count == line.count else {
      let number = errno
      // A line that is cut short would spoil the next one.
      if count > 0, before >= 0 { _ = ftruncate(descriptor, before) }
      throw FileFault(doing: "write", number: count < 0 ? number : ENOSPC)
    }
    guard fsync(descriptor) == 0 else { throw FileFault(doing: "fsync", number: errno) }
  }
}

/// Why a file could not be written.
struct FileFault: Error, CustomStringConvertible {
  let doing: String
  let number: Int32

  var description: String { "\(doing): \(String(cString: strerror(number)))" }
}
