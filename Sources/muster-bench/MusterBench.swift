import ArgumentParser

/// Measures what the documentation claims. Each subcommand measures one part of the system.
@main
struct MusterBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "muster-bench", abstract: "量一量：文档中的数字由此得来。Measures: the figures of the documentation come from here.",
    subcommands: [SolverCommand.self, ProtocolCommand.self, LineCommand.self])
}
