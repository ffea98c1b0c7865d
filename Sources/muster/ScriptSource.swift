import Glibc
import MusterClient
import MusterProtocol

/// Commands from a file or a pipe, framed as the protocol frames them, so that literals work.
final class ScriptSource {
  enum Item {
    case command(Outgoing)
    /// A pipe has nothing just now.
    case notYet
    case end
  }

  private let descriptor: Int32
  private let path: String
  private var framer = LineFramer()
  private var isAtEnd = false
  private var lastOctet = UInt8(ascii: "\n")
  /// What was read so far of a byte-order mark, which Windows' editors put before a text; nil behind the beginning.
  private var beginning: [UInt8]? = []

  /// `-` is standard input. Throws `ClientError.file`.
  init(path: String) throws(ClientError) {
    self.path = path
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .file(path: path, fault: errno == ENOENT ? .missing : .system(String(cString: strerror(errno))))
    }
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// With `waits`, blocks until there is a command or the end. Empty lines and lines that begin with `#` are skipped.
  /// Throws `ClientError.unsendable` for a line or literal over the limits.
  func next(waits: Bool) throws(ClientError) -> Item {
    while true {
      while let frame = framer.next() {
        switch frame {
        case .line(let line, _) where line.isEmpty || line.first == UInt8(ascii: "#"): continue
        case .line(let line, let literal): return .command(Outgoing(line: line, literal: literal))
        case .bye(let failure):
          let maximum = failure.fields.first { $0.name == "maximum" }.flatMap { Int($0.value) } ?? 0
          throw .unsendable(.tooLong(argument: nil, maximum: maximum))
        case .close: throw .file(path: path, fault: .content)
        }
      }
      if isAtEnd { return .end }
      if !waits && !isReadable() { return .notYet }
      try read()
    }
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// A pipe may bring the mark in pieces.
  private func append(_ octets: ArraySlice<UInt8>) {
    guard let read = beginning else { return framer.append(octets) }
    let all = read + octets
    if all.count < Self.byteOrderMark.count, Self.byteOrderMark.starts(with: all) {
      beginning = all
    } else {
      beginning = nil
      framer.append(all.starts(with: Self.byteOrderMark) ? all[Self.byteOrderMark.count...] : all[...])
    }
  }

  private func isReadable() -> Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, 0) > 0
  }

  private func read() throws(ClientError) {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { return }
    guard count >= 0 else { throw .file(path: path, fault: .system(String(cString: strerror(errno)))) }
    if count == 0 {
      isAtEnd = true
      if let beginning { framer.append(beginning) }
      // The last line of a file may lack its end.
      if lastOctet != UInt8(ascii: "\n") { framer.append([UInt8(ascii: "\n")]) }
    } else {
      append(chunk[..<count])
      lastOctet = chunk[count - 1]
    }
  }
}
