/// Decides from the arguments alone who handles them, so that a verb's arguments pass through untouched whatever they look
/// like: the client's own subcommands are written in lower case, everything else is a verb.
enum Route: Equatable {
  static let locals: Set<String> = ["import", "solve", "sample", "password", "profiles", "completion", "watch"]
  /// Those of them that talk to a server, as a profile says.
  static let served: Set<String> = ["import", "password", "watch"]

  /// For the client's own subcommands, their name first.
  case local([String])
  /// Options, and the words of a command, if any.
  case send(options: [String], words: [String])
  /// `muster help VERB`, from the table that the client carries.
  case help(options: [String], topic: String)
  /// `muster --version`.
  case version

  init(_ arguments: [String]) {
    let start = Self.firstWord(arguments)
    let options = arguments[..<start].filter { $0 != "--" }
    let words = Array(arguments[start...])
    switch words.first {
    case nil where options.contains("--version"): self = .version
    case .some(let name) where Self.locals.contains(name): self = .local([name] + options + words.dropFirst())
    case "help":
      switch words.dropFirst().first {
      case nil: self = .send(options: ["--help"], words: [])
      case .some(let name) where Self.locals.contains(name): self = .local(["help", name])
      case .some(let topic): self = .help(options: options, topic: topic)
      }
    default: self = .send(options: options, words: words)
    }
  }

  /// Index of the first argument that is neither an option nor an option's value.
  static func firstWord(_ arguments: [String]) -> Int {
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      if argument == "--" { return index + 1 }
      guard argument.hasPrefix("-"), argument.count > 1 else { return index }
      index += Options.namesWithValue.union(SendCommand.namesWithValue).contains(argument) ? 2 : 1
    }
    return arguments.count
  }

  /// An option that was written behind the verb, where it would become an argument of the verb.
  static func misplaced(_ words: [String]) -> String? {
    words.dropFirst().first { word in
      let name = word.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word
      return word.hasPrefix("--") && (Options.namesWithValue.contains(name) || Options.flags.contains(name))
    }
  }
}
