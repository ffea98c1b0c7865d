import ArgumentParser
import Glibc
import MusterClient
import MusterProtocol

/// `muster completion bash|zsh|fish`: the script that makes that shell's Tab ask this program.
struct CompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "打印 shell 的补全脚本 / prints a script for a shell's completion",
    discussion: """
      例 / Examples:
        source <(muster completion bash)        (写进 ~/.bashrc / in ~/.bashrc)
        source <(muster completion zsh)         (写进 ~/.zshrc，compinit 之后 / in ~/.zshrc, after compinit)
        muster completion fish > ~/.config/fish/completions/muster.fish
      """)

  @ArgumentParser.Argument(help: "bash、zsh 或 fish")
  var shell: ShellKind

  func run() { Swift.print(shell.script, terminator: "") }
}

/// `muster ---complete SHELL WORD…`, which only the scripts call. Asks no server: a Tab does not wait for a network.
enum CompletionRequest {
  static let name = "---complete"

  static func answer(_ arguments: [String], _ environment: Environment) -> String {
    guard let shell = arguments.first.flatMap(ShellKind.init(rawValue:)) else { return "" }
    let (words, kept) = shell.words(Array(arguments.dropFirst()))
    let completion = ShellCompletion(
      verbs: VerbCompletion(catalogue: .builtIn(environment.language)), profiles: ProfileFolder(environment)?.names ?? [],
      accounts: accounts(dataDirectory(words)))
    return shell.lines(completion.answer(words), kept: kept)
  }

  private static func dataDirectory(_ words: [String]) -> String {
    zip(words, words.dropFirst()).first { $0.0 == "--data-directory" }?.1 ?? ".muster"
  }

  /// Those with a token file.
  private static func accounts(_ dataDirectory: String) -> [String] {
    guard let stream = opendir("\(dataDirectory)/tokens") else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
