import MusterStore

/// Hears of every change of rights, by whichever daemon, and has `look` done: the line server's open connections then ask whether
/// their logins still hold. Commands need none of this, as each asks by itself; it is for those who say nothing.
public struct RightsWatch: Sendable {
  /// Tokens run out without anything being written.
  static let longestPause = Duration.seconds(30)
  /// Many changes in a row are one look.
  static let shortestPause = Duration.milliseconds(200)

  private let environment: Environment
  private let look: @Sendable () -> Void

  public init(_ environment: Environment, look: @escaping @Sendable () -> Void) {
    self.environment = environment
    self.look = look
  }

  /// Runs until the task is cancelled.
  public func run() async {
    let changed = Doorbell()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [environment] in
        for await _ in environment.store.client.listen([Store.rightsChannel]) { changed.ring() }
      }
      while !Task.isCancelled {
        await changed.wait(atMost: Self.longestPause)
        guard !Task.isCancelled else { break }
        look()
        try? await Task.sleep(for: Self.shortestPause)
      }
      group.cancelAll()
    }
  }
}
