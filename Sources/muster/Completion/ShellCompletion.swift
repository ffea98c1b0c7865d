import MusterCity
import MusterProtocol

/// What a shell's Tab offers behind `muster`: its options and their values, its own commands, and the verbs with their arguments.
/// The scripts of `muster completion` only ask and show; all that is known is known here. (ArgumentParser's own scripts cannot
/// offer subcommands and free words at one place.)
struct ShellCompletion {
  enum Answer: Equatable {
    case words([Candidate])
    /// The shell knows its files best.
    case files
  }

  let verbs: VerbCompletion
  /// Names of the profiles, and of the accounts that have a token file.
  var profiles: [String] = []
  var accounts: [String] = []

  /// What a word of the client's own takes behind it.
  private struct Local {
    var valued: Set<String> = []
    var flags: Set<String> = []
    var takesOptions = false
    var takesFiles = false
  }

  private static let locals: [String: Local] = [
    "import": Local(flags: ["--dry"], takesOptions: true, takesFiles: true), "password": Local(takesOptions: true),
    "sample": Local(
      valued: ["--city", "--members", "--seed", "--week", "--encoding"], flags: ["--force"], takesFiles: true),
    "solve": Local(
      valued: ["--plan", "--time-limit", "--threads", "--seed", "--iterations", "--reasons", "--trace"], takesFiles: true),
    "watch": Local(valued: ["--since"], takesOptions: true), "profiles": Local(valued: ["--use"], takesOptions: true),
    "completion": Local(), "help": Local(),
  ]
  private static let files: Set<String> = [
    "-f", "--file", "--data-directory", "--token-file", "--password-file", "--ca", "--plan", "--reasons", "--trace",
  ]

  /// The options of a word of the client's own, or of a command for the server (nil).
  static func options(of local: String?) -> (valued: Set<String>, flags: Set<String>) {
    guard let local else {
      return (Options.namesWithValue.union(SendCommand.namesWithValue), Options.flags.union(SendCommand.flags))
    }
    guard let own = locals[local] else { return ([], []) }
    guard own.takesOptions else { return (own.valued, own.flags) }
    return (own.valued.union(Options.namesWithValue), own.flags.union(Options.flags))
  }

  /// `words` are those behind `muster`; the last one is being typed.
  func answer(_ words: [String]) -> Answer {
    let word = words.last ?? ""
    let before = Array(words.dropLast())
    let start = Route.firstWord(before)
    let name = before.indices.contains(start) ? before[start] : nil
    let local = name.flatMap { Self.locals[$0] == nil ? nil : $0 }
    let isVerb = name != nil && local == nil
    if !isVerb, let option = before.last, Self.options(of: local).valued.contains(option) { return value(of: option, word) }
    if !isVerb, word.hasPrefix("-") { return .words(options(of: local, word)) }
    guard let name else { return .words(first(word)) }
    let given = Array(before[(start + 1)...])
    switch local {
    case nil: return .words(verbs.candidates(after: [name] + given, typing: word))
    case "watch": return .words(verbs.candidates(after: ["WATCH"] + given.filter { !$0.hasPrefix("-") }, typing: word))
    case "help": return .words(given.isEmpty ? topics(word) : [])
    case "completion": return .words(Self.matching(ShellKind.allCases.map(\.rawValue), word))
    case .some(let local): return Self.locals[local]?.takesFiles == true ? .files : .words([])
    }
  }

  // MARK: Parts

  private func first(_ word: String) -> [Candidate] {
    let own = Self.matching(Self.locals.keys.sorted(), word)
    let names = Set(own.map(\.word))
    return own + verbs.candidates(after: [], typing: word).filter { !names.contains($0.word) }
  }

  private func topics(_ word: String) -> [Candidate] {
    Self.matching(Self.locals.keys.filter { $0 != "help" }.sorted(), word) + verbs.candidates(after: [], typing: word)
  }

  private func options(of local: String?, _ word: String) -> [Candidate] {
    let options = Self.options(of: local)
    return Self.matching((options.valued.union(options.flags).union(["--help"])).sorted(), word)
  }

  private func value(of option: String, _ word: String) -> Answer {
    if Self.files.contains(option) { return .files }
    switch option {
    case "--lang": return .words(Self.matching(Language.allCases.map(\.rawValue), word))
    case "--color": return .words(Self.matching(ColorChoice.allCases.map(\.rawValue), word))
    case "--profile", "--use": return .words(Self.matching(profiles + (option == "--profile" ? ["none"] : []), word))
    case "--as": return .words(Self.matching(accounts, word))
    case "--city": return .words(Self.matching(SampleProfile.allCases.map(\.rawValue), word))
    case "--encoding": return .words(Self.matching(TextEncoding.allCases.map(\.rawValue), word))
    default: return .words([])
    }
  }

  private static func matching(_ words: [String], _ word: String) -> [Candidate] {
    words.filter { $0.hasPrefix(word) }.map { Candidate(word: $0) }
  }
}
