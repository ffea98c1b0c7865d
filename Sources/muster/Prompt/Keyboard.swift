import Glibc

/// A terminal that hands over every key as it is pressed, and is given back as it was.
struct Keyboard {
  private var original = termios()

  /// Nil where standard input is no terminal.
  init?() {
    guard tcgetattr(STDIN_FILENO, &original) == 0 else { return nil }
  }

  func takeKeys() {
    var raw = original
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
  }

  func giveBack() {
    var original = original
    tcsetattr(STDIN_FILENO, TCSADRAIN, &original)
  }

  /// The next octet, or nil at the end.
  func octet() -> UInt8? {
    var octet: UInt8 = 0
    while true {
      let count = read(STDIN_FILENO, &octet, 1)
      if count == 1 { return octet }
      if count < 0 && errno == EINTR { continue }
      return nil
    }
  }
}
