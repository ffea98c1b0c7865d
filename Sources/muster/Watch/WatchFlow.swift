import MusterClient
import MusterProtocol

/// Follows a watch and shows its events, over lost connections, until Ctrl-C or the watch's end. Throws `Ending` where the watch
/// itself has ended, `ClientError` where it never began.
struct WatchFlow {
  /// Whoever watches waits out a server's restart, and does not want to be told a minute late that it is back.
  private static let longestPause = Duration.seconds(15)
  private static let tick = Duration.milliseconds(50)

  private struct Interrupted: Error {}

  let settings: Session.Settings
  let screen: Screen

  func run(_ request: WatchRequest) async throws {
    // A server that is not there at the beginning is not waited for.
    let first = Session(settings, journal: nil)
    _ = try await first.greeting()
    await first.close()
    var settings = settings
    settings.retry.later = .max
    settings.retry.longestPause = Self.longestPause
    let watching = Watching(settings, what: request.what)
    do {
      try await Interrupts.counted { try await follow(watching, request) }
    } catch is Interrupted {
      if screen.isErrorTerminal { screen.write("\r\n", to: screen.errorDescriptor) }
    }
  }

  private func follow(_ watching: Watching, _ request: WatchRequest) async throws {
    let before = Interrupts.seen
    let lines = WatchLines(screen)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        var hasHeader = false
        let begun = screen.language.choose("在看 \(request.what)，Ctrl-C 结束", "watching \(request.what), Ctrl-C to end")
        try await watching.run(since: request.since, begun: { screen.note(begun) }, lost: { tell($0) }) { event in
          guard screen.write(lines.draw(event, at: LocalTime.now(), isFirst: !hasHeader), to: screen.outputDescriptor) else {
            throw Interrupted()
          }
          hasHeader = true
          if event.name == "end" { throw Ending.refused }
        }
      }
      group.addTask {
        while Interrupts.seen == before { try await Task.sleep(for: Self.tick) }
        throw Interrupted()
      }
      defer { group.cancelAll() }
      _ = try await group.next()
    }
  }

  private func tell(_ loss: ClientError) {
    guard !screen.isQuiet else { return }
    screen.note(loss.sentence(screen.language) + screen.language.choose("；重连中…", "; connecting again…"))
  }
}
