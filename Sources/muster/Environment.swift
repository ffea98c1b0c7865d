import Glibc
import MusterProtocol

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

  /// Lines of a terminal's window.
  var height = 24

  private static let names = [
    "MUSTER_SERVER", "MUSTER_TOKEN_FILE", "MUSTER_PROFILE", "NO_COLOR", "TERM", "PAGER", "LESS", "LC_ALL", "LC_MESSAGES",
    "LANG",
    "XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME", "COLUMNS", "LINES",
  ]

  subscript(name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// By POSIX's order of the variables: English where they ask for it, Chinese everywhere else.
  var language: Language {
    let locale = self["LC_ALL"] ?? self["LC_MESSAGES"] ?? self["LANG"] ?? ""
    return locale.hasPrefix("en") ? .english : .chinese
  }

  static func current() -> Environment {
    var environment = Environment()
    for name in names {
      environment.variables[name] = getenv(name).map { String(cString: $0) }
    }
    environment.isInputTerminal = isatty(STDIN_FILENO) == 1
    environment.isOutputTerminal = isatty(STDOUT_FILENO) == 1
    environment.isErrorTerminal = isatty(STDERR_FILENO) == 1
    let window = terminalSize()
    environment.width = window?.width ?? environment["COLUMNS"].flatMap { Int($0) } ?? 80
    environment.height = window?.height ?? environment["LINES"].flatMap { Int($0) } ?? 24
    return environment
  }

  /// In cells. The window may have changed since.
  static func terminalSize() -> (width: Int, height: Int)? {
    var size = winsize()
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 {
      return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : 24)
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
