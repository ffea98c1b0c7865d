import Glibc

/// What the process was started with, read once at the beginning; everything below takes it as a value.
struct Environment {
  var variables: [String: String] = [:]
  var isInputTerminal = false
  var isOutputTerminal = false
  var isErrorTerminal = false
  var outputDescriptor = STDOUT_FILENO
  var errorDescriptor = STDERR_FILENO
  /// Cells of a terminal's line.
  var width = 80

  subscript(name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

  static func current() -> Environment {
    var environment = Environment()
    for name in ["MUSTER_SERVER", "MUSTER_TOKEN_FILE", "NO_COLOR", "TERM", "XDG_STATE_HOME", "HOME", "COLUMNS"] {
      environment.variables[name] = getenv(name).map { String(cString: $0) }
    }
    environment.isInputTerminal = isatty(STDIN_FILENO) == 1
    environment.isOutputTerminal = isatty(STDOUT_FILENO) == 1
    environment.isErrorTerminal = isatty(STDERR_FILENO) == 1
    environment.width = terminalWidth() ?? environment["COLUMNS"].flatMap { Int($0) } ?? 80
    return environment
  }

  /// The window may have changed since.
  static func terminalWidth() -> Int? {
    var size = winsize()
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return nil
  }

  /// For keys and history: `$XDG_STATE_HOME/muster`, else `~/.local/state/muster`, else within the data directory.
  func stateDirectory(dataDirectory: String) -> String {
    if let state = self["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/muster" }
    if let home = self["HOME"] { return home + "/.local/state/muster" }
    return dataDirectory + "/client"
  }
}

extension Environment {
  /// An argument as it came that is not UTF-8. Swift would have replaced what is wrong in it by U+FFFD.
  static func brokenArgument() -> String? {
    for index in 0..<Int(CommandLine.argc) {
      guard let argument = CommandLine.unsafeArgv[index] else { continue }
      if String(validatingCString: argument) == nil { return String(cString: argument) }
    }
    return nil
  }
}
