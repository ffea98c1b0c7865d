import Glibc

/// Ctrl-C counted instead of obeyed, for as long as somebody asks.
enum Interrupts {
  private nonisolated(unsafe) static var count: sig_atomic_t = 0  // written by the signal handler, read by whoever asks

  /// Those so far.
  static var seen: Int { Int(count) }

  /// Counts while `body` runs; what was before is put back.
  static func counted<R>(isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R) async rethrows -> R {
    var mine = sigaction()
    mine.__sigaction_handler.sa_handler = { _ in Interrupts.count += 1 }
    var before = sigaction()
    sigaction(SIGINT, &mine, &before)
    defer { sigaction(SIGINT, &before, nil) }
    return try await body()
  }
}

/// Lines from a terminal without waiting for them.
enum TypedLine {
  /// What was typed and sent since, or nil. An end of input is an empty line.
  static func next() -> String? {
    var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, 0) > 0 else { return nil }
    var octets = [UInt8](repeating: 0, count: 1_024)
    let count = octets.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
    guard count >= 0 else { return nil }
    return String(decoding: octets[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
