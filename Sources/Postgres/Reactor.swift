import CLibPQ
import DequeModule
import Glibc
import NIOConcurrencyHelpers

/// One thread that owns every libpq connection: it sleeps in `epoll_wait`, and callers hand it jobs. An `eventfd` wakes it,
/// and is written only while it sleeps.
///
/// `@unchecked Sendable`: `mailbox` is locked; everything below "Confined" is touched by the thread only.
final class Reactor: @unchecked Sendable {
  typealias Job = @Sendable () -> Void

  private struct Mailbox {
    var jobs: [Job] = []
    var isAsleep = false
    var isStopped = false
  }

  private let mailbox = NIOLockedValueBox(Mailbox())
  private let epoll: Int32
  private let waker: Int32

  // Confined
  private var links: [UInt64: Link] = [:]
  private var nextToken: UInt64 = 1
  private var isStopping = false

  init() {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    waker = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    precondition(epoll >= 0 && waker >= 0, "no descriptor left for the database reactor: errno \(errno)")
    control(EPOLL_CTL_ADD, waker, token: 0, interest: .read)
  }

  /// Starts the thread, which keeps this object until `stop`. `tick` is called after each round with the time and
  /// returns when it wants to be called again at the latest.
  func start(tick: @escaping @Sendable (Double) -> Double?) { Thread.start { self.run(tick) } }

  deinit {
    Glibc.close(epoll)
    Glibc.close(waker)
  }

  /// Seconds on a clock that never goes back.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Runs a job on the thread, in order of submission. False when the thread has ended.
  @discardableResult
  func submit(_ job: @escaping Job) -> Bool {
    let (accepted, wake) = mailbox.withLockedValue { box in
      guard !box.isStopped else { return (false, false) }
      box.jobs.append(job)
      defer { box.isAsleep = false }
      return (true, box.isAsleep)
    }
    if wake { _ = eventfd_write(waker, 1) }
    return accepted
  }

  /// Lets the thread end after this round. On the thread only.
  func stop() { isStopping = true }

  // MARK: Confined

  enum Interest {
    case none, read, readWrite
    var mask: UInt32 {
      switch self {
      case .none: 0
      case .read: EPOLLIN.rawValue
      case .readWrite: EPOLLIN.rawValue | EPOLLOUT.rawValue
      }
    }
  }

  func add(_ link: Link, descriptor: Int32) -> UInt64 {
    defer { nextToken += 1 }
    links[nextToken] = link
    control(EPOLL_CTL_ADD, descriptor, token: nextToken, interest: .read)
    return nextToken
  }

  /// Without interest the descriptor leaves epoll altogether, as a hang-up would be reported again and again.
  func change(_ token: UInt64, descriptor: Int32, from old: Interest, to new: Interest) {
    switch (old, new) {
    case (.none, _): control(EPOLL_CTL_ADD, descriptor, token: token, interest: new)
    case (_, .none): control(EPOLL_CTL_DEL, descriptor, token: token, interest: new)
    default: control(EPOLL_CTL_MOD, descriptor, token: token, interest: new)
    }
  }

  /// Must come before the descriptor is closed: its number is used again.
  func remove(_ token: UInt64, descriptor: Int32, interest: Interest) {
    links[token] = nil
    if interest != .none { control(EPOLL_CTL_DEL, descriptor, token: token, interest: .none) }
  }

  private func control(_ operation: Int32, _ descriptor: Int32, token: UInt64, interest: Interest) {
    var event = epoll_event()
    event.events = interest.mask
    event.data.u64 = token
    epoll_ctl(epoll, operation, descriptor, &event)
  }

  private func run(_ tick: (Double) -> Double?) {
    var deadline: Double?
    while !isStopping {
      let jobs = mailbox.withLockedValue { box in
        defer { box.jobs.removeAll(keepingCapacity: true) }
        box.isAsleep = box.jobs.isEmpty
        return box.jobs
      }
      for job in jobs { job() }
      poll(milliseconds: jobs.isEmpty ? deadline.map(Self.milliseconds(until:)) ?? -1 : 0)
      deadline = tick(Self.now)
    }
    let late = mailbox.withLockedValue { box in
      box.isStopped = true
      defer { box.jobs = [] }
      return box.jobs
    }
    for job in late { job() }
  }

  private static func milliseconds(until deadline: Double) -> Int32 {
    Int32(min(60_000, max(0, (deadline - now) * 1000 + 1)))
  }

  private func poll(milliseconds: Int32) {
    withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { events in
      let count = epoll_wait(epoll, events.baseAddress, Int32(events.count), milliseconds)
      mailbox.withLockedValue { $0.isAsleep = false }
      for event in events.prefix(Int(max(0, count))) {
        guard event.data.u64 != 0 else {
          var value: eventfd_t = 0
          eventfd_read(waker, &value)
          continue
        }
        links[event.data.u64]?.ready()
      }
    }
  }
}

/// A detached thread of the system, for what would block: the reactor's loop, name look-ups, cancel requests.
enum Thread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func start(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Body(body)).toOpaque()
    let failure = pthread_create(
      &thread, nil,
      { raw in
        guard let raw else { return nil }
        Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run()
        return nil
      }, argument)
    precondition(failure == 0, "no thread left for the database client: errno \(failure)")
    pthread_detach(thread)
  }
}
