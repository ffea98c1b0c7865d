import Glibc

/// Asks at the terminal for what nobody may see. It opens the terminal itself, so that commands may come by a pipe meanwhile.
struct HiddenInput {
  private let descriptor: Int32

  /// Nil where the process has no terminal.
  init?() {
    descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
  }

  func close() { _ = Glibc.close(descriptor) }

  /// The line that was typed, or nil if it was given up (Ctrl-C, or Ctrl-D on an empty line). The terminal is given back as it was.
  func ask(_ question: String) -> String? {
    var original = termios()
    guard tcgetattr(descriptor, &original) == 0 else { return nil }
    var hidden = original
    // Signals are off too: one would leave the terminal without its echo.
    hidden.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    tcsetattr(descriptor, TCSAFLUSH, &hidden)
    say(question)
    let line = read()
    tcsetattr(descriptor, TCSAFLUSH, &original)
    say("\n")
    return line
  }

  private func read() -> String? {
    var line: [UInt8] = []
    while let octet = octet() {
      switch octet {
      case 0x0A, 0x0D: return String(decoding: line, as: UTF8.self)
      case 0x03: return nil
      case 0x04 where line.isEmpty: return nil
      case 0x15: line = []
      case 0x08, 0x7F:
        // All octets of the last character.
        while let last = line.popLast(), last & 0xC0 == 0x80 {}
      default: line.append(octet)
      }
    }
    return nil
  }

  private func octet() -> UInt8? {
    var octet: UInt8 = 0
    while true {
      let count = Glibc.read(descriptor, &octet, 1)
      if count == 1 { return octet }
      if count < 0 && errno == EINTR { continue }
      return nil
    }
  }

  private func say(_ text: String) {
    let octets = Array(text.utf8)
    _ = write(descriptor, octets, octets.count)
  }
}
