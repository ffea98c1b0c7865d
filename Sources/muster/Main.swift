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

  static func run(_ arguments: [String]) async -> Int32 {
    switch Route(arguments) {
    case .local(let arguments):
      return await run(LocalCommands.self) { try await perform(try LocalCommands.parseAsRoot(arguments)) }
    case .send(let options, let words):
      return await run(SendCommand.self) {
        var command = try SendCommand.parse(options)
        command.words = words
        try await command.run()
      }
    case .version:
      print(Muster.version, to: STDOUT_FILENO)
      return Ending.done.rawValue
    case .help(let options, let topic):
      return await run(SendCommand.self) { try HelpTopic.show(topic, try SendCommand.parse(options).options) }
    }
  }

  /// The exit status; says what went wrong, unless it was said already.
  private static func run(_ parser: any ParsableCommand.Type, _ work: () async throws -> Void) async -> Int32 {
    do {
      try await work()
      return Ending.done.rawValue
    } catch let status as Ending {
      return status.rawValue
    } catch {
      let code = parser.exitCode(for: error)
      let message = parser.fullMessage(for: error)
      if !message.isEmpty { print(message, to: code == .success ? STDOUT_FILENO : STDERR_FILENO) }
      return code == .validationFailure ? Ending.notUnderstood.rawValue : code.rawValue
    }
  }

  private static func perform(_ parsed: any ParsableCommand) async throws {
    var command = parsed
    if var waiting = command as? any AsyncParsableCommand { try await waiting.run() } else { try command.run() }
  }

  private static func print(_ message: String, to descriptor: Int32) {
    let bytes = Array((message + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }
}

/// The client's own subcommands, in lower case.
struct LocalCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "muster", subcommands: [ImportCommand.self, PasswordCommand.self, SampleCommand.self, SolveCommand.self])
}
