import Logging
import MusterDomain
import MusterStore

/// Where messages go: a file, or somebody else's gateway. One value is used for all messages of a daemon.
public protocol MessageSender: Sendable {
  /// How many seconds one try may take at the most.
  var timeout: Int { get }
  /// Tries to hand a letter over. `isRepeated`: an earlier try may have handed it over already.
  func send(_ letter: Letter, isRepeated: Bool) async -> Delivery
}

/// What has become of one try.
public enum Delivery: Hashable, Sendable {
  case delivered
  /// To be tried again, not before so many seconds where the receiver said so.
  case failed(String, retryAfter: Int64?)
  /// No use in another try.
  case refused(String)
}

/// Sends what waits in the queue. As many daemons as you like may do it: each message is held by lease, so it goes out once, and again
/// only where a daemon ended between handing it over and saying so; then it carries the same id.
public struct Messenger: Sendable {
  /// How often it looks when nothing is due.
  static let period = Duration.seconds(1)
  /// Messages of one look, and how many of them are on their way at once.
  static let batch = 64
  static let together = 8

  let environment: Environment
  let sender: any MessageSender

  public init(_ environment: Environment, _ sender: any MessageSender) {
    self.environment = environment
    self.sender = sender
  }

  /// Runs until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      do {
        if try await look() == Self.batch { continue }
      } catch {
        environment.logger.warning("messages put off", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: Self.period)
    }
  }

  /// One look; how many messages it took.
  @discardableResult
  public func look() async throws -> Int {
    guard let hand = try await environment.store.principal(named: "muster") else { return 0 }
    let now = environment.now()
    // Long enough for all of them one after another.
    let lease = 60 + sender.timeout * Self.batch / Self.together
    let claimed = try await environment.store.claimMessages(as: hand, at: now, leaseSeconds: lease, most: Self.batch)
    let settled = await withTaskGroup(of: (ClaimedMessage, MessageOutcome).self) { group in
      var settled: [(message: ClaimedMessage, outcome: MessageOutcome)] = []
      for (index, message) in claimed.enumerated() {
        if index >= Self.together, let one = await group.next() { settled.append(one) }
        group.addTask { (message, await outcome(of: message, now)) }
      }
      for await one in group { settled.append(one) }
      return settled
    }
    if !settled.isEmpty { try await settle(settled, hand, now) }
    return claimed.count
  }

  /// What goes wrong here is tried again when the leases have run out, with the same ids.
  private func settle(
    _ settled: [(message: ClaimedMessage, outcome: MessageOutcome)], _ hand: Principal, _ now: Instant
  ) async throws {
    for lost in try await environment.store.end(settled, as: hand, at: now) {
      environment.logger.warning("message held by another", metadata: ["id": "\(lost.id)"])
    }
    for case (let message, .dead(let why)) in settled {
      environment.logger.error("message given up", metadata: ["id": "\(message.id)", "fault": "\(why)"])
    }
  }

  private func outcome(of message: ClaimedMessage, _ now: Instant) async -> MessageOutcome {
    switch MessageDecision.of(message.pending, now: now, quietUntil: quietUntil(message.quiet, now)) {
    case .drop(let reason): return .dropped(reason.rawValue)
    case .wait(let until): return .later(until, fault: nil)
    case .send: break
    }
    let cipher = environment.store.city.cipher
    let letter = Letter(
      message, id: cipher.code(of: Identifier(.message, message.id)),
      assignment: cipher.code(of: Identifier(.assignment, message.assignment)), zone: environment.zone)
    switch await sender.send(letter, isRepeated: message.fence > 1) {
    case .delivered: return .sent
    case .refused(let why): return .dead(why)
    case .failed(let why, let asked):
      guard let pause = Retry.pause(afterAttempt: message.attempt, asked: asked) else { return .dead(why) }
      return .later(now.advanced(seconds: pause), fault: why)
    }
  }

  private func quietUntil(_ quiet: QuietHours, _ now: Instant) -> Instant? {
    let zone = environment.zone
    let wall = zone.localSeconds(now)
    let day = TimeText.date(now, in: zone)
    let moment = LocalDateTime(day, minutes: Int((wall - Int64(day.daysSinceEpoch) * 86_400) / 60))
    guard let end = quiet.end(at: moment) else { return nil }
    // Where the clocks are set forward over the end, an hour later.
    return zone.instants(localSeconds: end.wallSeconds).first ?? zone.instants(localSeconds: end.wallSeconds + 3600).first
  }
}
