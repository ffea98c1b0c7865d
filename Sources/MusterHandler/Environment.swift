import Logging
import MusterDomain
import MusterProtocol
import MusterStore

/// What the handlers share: the store, the business clock, the limits, the log.
public struct Environment: Sendable {
  public let store: Store
  /// Business time: the database's own, or one that is set for a try or a test.
  public let now: @Sendable () -> Instant
  /// Shared with the front door; an operator may change them while the daemon runs.
  public let limitsInForce: LimitsInForce
  public var limits: Limits { limitsInForce.now }
  public let version: String
  /// The daemon's user id: who may log in by AUTH PEER besides root.
  public let ownUser: UInt32
  /// Zone of the city.
  public let zone: ZoneRules
  public let logger: Logger
  /// When this daemon began to serve; for the operator alone.
  public let started = ContinuousClock().now
  /// What was asked and how it was answered, in numbers.
  let meter = VerbMeter()
  /// Seals what proves passwords.
  public let loginKey: LoginKey
  /// Slows down who guesses.
  let logins: LoginWatch
  /// Rung when the operator asks the daemon to end.
  public let draining = Doorbell()
  /// Rung when a job is queued here.
  public let jobs = Doorbell()
  /// Numbered changes on their way to whoever watches on this daemon.
  public let feed: EventFeed
  /// The jobs that this daemon works on.
  public let running = RunningJobs()

  /// `steadyClock`: time since any fixed moment, which never goes back.
  public init(
    store: Store, now: @escaping @Sendable () -> Instant, limits: Limits = Limits(), version: String,
    ownUser: UInt32 = 0, loginKey: LoginKey, steadyClock: @escaping @Sendable () -> Duration, logger: Logger
  ) {
    self.store = store
    self.now = now
    limitsInForce = LimitsInForce(limits)
    self.version = version
    self.ownUser = ownUser
    self.loginKey = loginKey
    logins = LoginWatch(clock: steadyClock)
    self.logger = logger
    feed = EventFeed(store: store, now: now, limits: limits, logger: logger)
    zone = Zones.rules(store.city.timeZone) ?? .fixed("UTC", offsetSeconds: 0)
  }
}
