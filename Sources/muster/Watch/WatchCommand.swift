import ArgumentParser
import MusterClient
import MusterProtocol

/// `muster watch WHAT …`: changes as they come, until Ctrl-C.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "看变化，直到 Ctrl-C / shows changes as they come, until Ctrl-C",
    discussion: """
      看什么 / What: \(VerbTable.watchable.joined(separator: " "))；条件同 WATCH（muster help WATCH）
      Narrowed as WATCH is (muster help WATCH).

      断线后自动重连，从最后一条之后补起；补不上的明说有缺。
      A lost connection is made again and goes on behind the last event; what cannot be
      had any more is told as a gap.

      终端上一行一条；管道中是 TSV：seq time event id details；--json 每条一个对象。
      A line each on a terminal; in a pipe TSV: seq time event id details; --json an object each.

      例 / Examples:
        muster --as staff watch assignments event=E-214
        muster watch jobs id=J-12 --as staff
        muster --as staff --json watch shifts area=A-31 | jq -r .id
        muster watch needs --since 880 --as staff
      """)

  @OptionGroup var options: Options

  @ArgumentParser.Argument(help: "看什么，以及条件 / what, and name=value to narrow it")
  var words: [String] = []

  @Option(help: "从此序号之后补起 / also what came after this number")
  var since: Int64?

  func run() async throws {
    let environment = Environment.current()
    let screen = Screen(options, environment)
    do {
      let request = try WatchRequest(words, since: since)
      try await WatchFlow(settings: try options.settings(environment, screen), screen: screen).run(request)
    } catch let error as ClientError {
      screen.fail(error)
      throw Ending(error)
    }
  }
}

/// What is watched, and from where on.
struct WatchRequest: Equatable {
  /// Behind WATCH, as the protocol spells it, without `since=`.
  let what: String
  let since: Int64?

  /// Throws `ClientError.unsendable`.
  init(_ words: [String], since: Int64?) throws(ClientError) {
    let written = words.last { $0.lowercased().hasPrefix("since=") }.flatMap { Int64($0.dropFirst("since=".count)) }
    let rest = words.filter { !$0.lowercased().hasPrefix("since=") || Int64($0.dropFirst("since=".count)) == nil }
    what = String(try Outgoing(words: ["WATCH"] + rest).request.dropFirst("WATCH".count).drop { $0 == " " })
    self.since = since ?? written
  }

  /// Of a line typed at the prompt.
  init(_ command: Outgoing) {
    var words = command.request.split(separator: " ").dropFirst().map(String.init)
    let index = words.firstIndex { $0.lowercased().hasPrefix("since=") }
    since = index.flatMap { Int64(words.remove(at: $0).dropFirst("since=".count)) }
    what = words.joined(separator: " ")
  }
}

extension Outgoing {
  /// It begins a watch. Its events are shown until Ctrl-C; on a connection for commands nobody would see them.
  var watches: Bool { isWatch && !isJSON && !request.lowercased().contains(" off=") }
}
