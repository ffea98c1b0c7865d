import Glibc

/// A terminal that hands over every key as it is pressed, and is given back as it was.
struct Keyboard {
  enum Event {
    case octet(UInt8)
    /// The window has another size.
    case resized
    case end
  }

  private var original = termios()

  /// Nil where standard input is no terminal.
  init?() {
    guard tcgetattr(STDIN_FILENO, &original) == 0 else { return nil }
    // Without SA_RESTART, so that a waiting read returns.
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigaction(SIGWINCH, &action, nil)
  }

  /// With pastes marked as such.
  func takeKeys() {
    var raw = original
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
    Self.tell("\u{1B}[?2004h")
  }

  func giveBack() {
    Self.tell("\u{1B}[?2004l")
    var original = original
    tcsetattr(STDIN_FILENO, TCSADRAIN, &original)
  }

  func next() -> Event {
    var octet: UInt8 = 0
    let count = read(STDIN_FILENO, &octet, 1)
    if count == 1 { return .octet(octet) }
    return count < 0 && errno == EINTR ? .resized : .end
  }

  private static func tell(_ sequence: String) {
    let octets = Array(sequence.utf8)
    _ = octets.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}
