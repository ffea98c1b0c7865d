import ArgumentParser
import Glibc
import MusterClient
import MusterProtocol

/// The client. Clock, randomness, environment and exit are here; everything below takes them as values.
@main
enum Main {
  static func main() async {
    // A reader that went away (`muster … | head`) is an error of write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    exit(await run(Array(CommandLine.arguments.dropFirst())))
  }

  static func run(_ arguments: [String], _ environment: Environment = .current()) async -> Int32 {
    if arguments.first == CompletionRequest.name {
      say(CompletionRequest.answer(Array(arguments.dropFirst()), environment), to: STDOUT_FILENO)
      return Ending.done.rawValue
    }
    let language = language(arguments, environment)
    switch Route(arguments) {
    case .local(let arguments):
      return await run(LocalCommands.self, language) {
        let isServed = arguments.first.map(Route.served.contains) == true
        let rest = Array(arguments.dropFirst())
        try await perform(
          try LocalCommands.parseAsRoot(arguments.prefix(1) + (isServed ? try profiled(rest, environment) : rest)))
      }
    case .send(let options, let words):
      return await run(SendCommand.self, language) {
        var command = try SendCommand.parse(try profiled(options, environment))
        command.words = words
        try await command.run()
      }
    case .version:
      say(Muster.version + "\n", to: STDOUT_FILENO)
      return Ending.done.rawValue
    case .help(let options, let topic):
      return await run(SendCommand.self, language) { try HelpTopic.show(topic, try SendCommand.parse(options).options) }
    }
  }

  /// The profile's options before those that were written.
  private static func profiled(_ written: [String], _ environment: Environment) throws -> [String] {
    guard !written.contains("--help"), !written.contains("-h") else { return written }
    guard let folder = ProfileFolder(environment) else {
      if let name = ProfileArguments.name(in: written), name != ProfileFolder.none { throw ProfileFolder.Fault.nowhere(name) }
      return written
    }
    return try folder.options(before: written, environment) + written
  }

  /// Of what is wrong with the arguments, before they are understood.
  private static func language(_ arguments: [String], _ environment: Environment) -> Language {
    let named = zip(arguments, arguments.dropFirst()).first { $0.0 == "--lang" }?.1
    let joined = arguments.first { $0.hasPrefix("--lang=") }.map { String($0.dropFirst("--lang=".count)) }
    return (named ?? joined).flatMap(Language.init(rawValue:)) ?? environment.language
  }

  /// The exit status; says what went wrong, unless it was said already.
  private static func run(
    _ parser: any ParsableCommand.Type, _ language: Language, _ work: () async throws -> Void
  ) async -> Int32 {
    do {
      try await work()
      return Ending.done.rawValue
    } catch let status as Ending {
      return status.rawValue
    } catch let fault as ProfileFolder.Fault {
      say("muster: \(fault.sentence(language))\n", to: STDERR_FILENO)
      return Ending.notUnderstood.rawValue
    } catch {
      let code = parser.exitCode(for: error)
      let message = explained(parser.fullMessage(for: error), parser.message(for: error), language)
      if !message.isEmpty { say(message + "\n", to: code == .success ? STDOUT_FILENO : STDERR_FILENO) }
      return code == .validationFailure ? Ending.notUnderstood.rawValue : code.rawValue
    }
  }

  /// In the person's language, as far as it is known.
  private static func explained(_ full: String, _ message: String, _ language: Language) -> String {
    guard language == .chinese, let chinese = UsageMessages.chinese(message) else { return full }
    return full.replacing("Error: \(message)", with: "错误：\(chinese)", maxReplacements: 1)
  }

  private static func perform(_ parsed: any ParsableCommand) async throws {
    var command = parsed
    if var waiting = command as? any AsyncParsableCommand { try await waiting.run() } else { try command.run() }
  }

  private static func say(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }
}

/// The client's own subcommands, in lower case.
struct LocalCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "muster",
    subcommands: [
      ImportCommand.self, PasswordCommand.self, WatchCommand.self, SampleCommand.self, SolveCommand.self,
      ProfilesCommand.self, CompletionCommand.self,
    ])
}
