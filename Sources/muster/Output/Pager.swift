import Glibc

/// Long output shown a screen at a time by a program of the person's choice: `$PAGER`, else less. Only where standard output is a
/// terminal; `PAGER=cat` or an empty one means none.
struct Pager: Equatable {
  static let standard = "less -FRX"
  /// What stands in its last line instead of `:`, in ASCII alone: less takes each octet of a prompt for a character (Debian's 590
  /// does). Nothing there that less would read as a condition.
  private static let prompt = "Space next page, b back, / find, q back to muster"

  /// For the shell.
  let command: String
  /// Further variables of its environment.
  let variables: [String]

  /// Nil where none is wanted.
  init?(_ environment: Environment) {
    let chosen = environment.variables["PAGER"]?.trimmedOfBlanks
    guard chosen != "", chosen != "cat" else { return nil }
    // A plain `PAGER=less` would show our colours as escapes; what people have set themselves counts more.
    let ownPrompt = environment["LESS"] == nil ? " -Ps'\(Self.prompt)'" : ""
    command = chosen ?? Self.standard + ownPrompt
    variables = environment["LESS"] == nil ? ["LESS=FRX"] : []
  }

  /// Longer than a window, with a line to spare for the prompt and one for the final line.
  static func isLong(_ text: String, width: Int, height: Int) -> Bool {
    let room = height - 2
    guard text.utf8.count > room else { return false }
    var lines = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      lines += max(1, (DisplayWidth.of(Self.uncoloured(line)) + width - 1) / max(1, width))
      if lines > room { return true }
    }
    return false
  }

  /// Without the sequences that `Palette` puts in.
  private static func uncoloured(_ line: Substring) -> String {
    guard line.contains("\u{1B}") else { return String(line) }
    var out = ""
    var isEscape = false
    for character in line {
      if character == "\u{1B}" { isEscape = true }
      if !isEscape { out.append(character) }
      if character == "m" { isEscape = false }
    }
    return out
  }

  /// Returns once the person has left it; false where it could not be run, and nothing was shown.
  func show(_ text: String) -> Bool {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return false }
    // The child's copy is its standard input; neither end is to live on in it.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // Ctrl-C is the pager's as long as it is there.
    let interrupt = signal(SIGINT, SIG_IGN)
    defer { signal(SIGINT, interrupt) }
    let process = spawn(input: ends[0])
    close(ends[0])
    guard let process else {
      close(ends[1])
      return false
    }
    feed(Array(text.utf8), to: ends[1])
    close(ends[1])
    return Self.wait(for: process) != 127
  }

  private func spawn(input: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    let line = variables.map { "\($0) " }.joined() + command
    var words: [UnsafeMutablePointer<CChar>?] = ["/bin/sh", "-c", line].map { (word: String) in strdup(word) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    return posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, environ) == 0 ? process : nil
  }

  /// Whoever leaves the pager early reads no further: that is no fault.
  private func feed(_ octets: [UInt8], to descriptor: Int32) {
    var rest = octets[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private static func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return 127 }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 0
  }
}
