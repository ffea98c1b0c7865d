import FoundationEssentials
import Glibc

/// The data directory of a daemon that has served the small city and ended well, made once a test run by the daemon itself. A copy
/// of it is a daemon with a cluster of its own in a fraction of the time.
actor PreparedCity {
  static let shared = PreparedCity()
  private var made: Task<String, any Error>?

  /// Copies it to `target`, which does not exist yet.
  func copy(to target: String) async throws {
    let task = made ?? Task { try await Self.make() }
    made = task
    let copy = try RunningProgram("/bin/cp", ["-a", try await task.value, target])
    guard await copy.end() == .code(0) else { throw TestFailure(await copy.everything().errors) }
  }

  private static func make() async throws -> String {
    try await Scratch.with { scratch in
      let daemon = try await scratch.musterd()
      _ = try await daemon.port()
      try await SmallCity.fill(scratch.superuser())
      daemon.send(signal: SIGTERM)
      guard await daemon.end() == .code(0) else { throw TestFailure(await daemon.everything().errors) }
      removeAbandoned()
      let kept = "/tmp/me-prepared-\(getpid())"
      guard rename("\(scratch.path)/data", kept) == 0 else { throw TestFailure("cannot keep the prepared city") }
      // Swift Testing tells nobody when the last test is over.
      atexit { try? FileManager.default.removeItem(atPath: "/tmp/me-prepared-\(getpid())") }
      return kept
    }
  }

  /// Those of test runs that were killed.
  private static func removeAbandoned() {
    let prefix = "me-prepared-"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? [] where name.hasPrefix(prefix) {
      guard let owner = pid_t(name.dropFirst(prefix.count)), kill(owner, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(atPath: "/tmp/\(name)")
    }
  }
}

extension Scratch {
  /// Lays the small city in the folder `data`, for a daemon with an embedded cluster.
  public func prepareCity(data: String = "data") async throws { try await PreparedCity.shared.copy(to: "\(path)/\(data)") }
}
