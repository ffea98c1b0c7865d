import MusterProtocol

/// Follows one WATCH over a connection of its own, made again whenever it is lost, behind the last event that came: so each event
/// comes once and in order. What the server could not keep comes as a `gap`: then read again what is shown.
///
/// One watch a connection, because its numbers then grow without exception and the last one says where to go on.
public struct Watching: Sendable {
  /// A command so often, as a connection that neither asks nor is told anything is closed after half an hour.
  static let keepAlive = Duration.seconds(600)

  private let settings: Session.Settings
  private let what: String

  /// - Parameter what: what stands behind WATCH, without `since=`: `assignments event=E-214`.
  public init(_ settings: Session.Settings, what: String) {
    self.settings = settings
    self.what = what
  }

  /// Hands over each event behind `since`, or from now on, until `body` throws, the task is cancelled or the watch ends, which is
  /// the last event. Throws `ClientError`: `.refused` where the server does not take the watch, what `ClientConnection.open` and
  /// the login throw, and after some tries in a row why no connection can be had. `lost` hears of each connection that was lost and
  /// is made again, the first time it fails; `begun` once, when the server has first taken the watch.
  public func run(
    since: Int64? = nil, begun: () -> Void = {}, lost: (ClientError) -> Void = { _ in }, _ body: (Event) async throws -> Void
  ) async throws {
    var last = since
    var failures = 0
    var hasBegun = false
    while !Task.isCancelled {
      do {
        let isOver = try await follow(&last, &failures, body) {
          if !hasBegun { begun() }
          hasBegun = true
        }
        if isOver { return }
      } catch let error as ClientError where error.isLoss && failures < max(settings.retry.unknown, settings.retry.later) {
        failures += 1
        if failures == 1 { lost(error) }
        try await Task.sleep(for: settings.retry.pause(attempt: failures, final: error.final))
      }
    }
    throw CancellationError()
  }

  /// One connection's worth of it. True once the watch has ended; throws when the connection has.
  private func follow(
    _ last: inout Int64?, _ failures: inout Int, _ body: (Event) async throws -> Void, taken: () -> Void
  ) async throws -> Bool {
    let connection = try await ClientConnection.ready(settings)
    let pings = Task { await Self.keepAlive(connection) }
    defer { pings.cancel() }
    do {
      let final = try await connection.ask("WATCH \(what)" + (last.map { " since=\($0)" } ?? "")).final
      guard final.word == .ok else {
        throw final.word == .later ? ClientError.turnedAway(final) : ClientError.refused(final)
      }
      last = final.fields.first { $0.name == "seq" }.flatMap { Int64($0.value) } ?? last
      failures = 0
      taken()
      for await event in connection.events {
        try await body(event)
        last = event.seq
        if event.name == "end" {
          await connection.close()
          return true
        }
      }
      try Task.checkCancellation()
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
    throw ClientError.lost(nil)
  }

  private static func keepAlive(_ connection: ClientConnection) async {
    while (try? await Task.sleep(for: keepAlive)) != nil, (try? await connection.ask("PING")) != nil {}
  }
}
