import Logging

extension Logger {
  /// Runs one phase of a longer work and says at debug level how long it took.
  @discardableResult
  func timed<R>(
    _ phase: String, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
  ) async rethrows -> R {
    guard logLevel <= .debug else { return try await body() }
    let clock = ContinuousClock()
    let start = clock.now
    let result = try await body()
    debug("phase", metadata: ["of": "\(phase)", "ms": "\(Int((clock.now - start) / .milliseconds(1)))"])
    return result
  }
}

extension Logger {
  /// The same where nothing is waited for.
  @discardableResult
  func timed<R>(_ phase: String, _ body: () throws -> R) rethrows -> R {
    guard logLevel <= .debug else { return try body() }
    let clock = ContinuousClock()
    let start = clock.now
    let result = try body()
    debug("phase", metadata: ["of": "\(phase)", "ms": "\(Int((clock.now - start) / .milliseconds(1)))"])
    return result
  }
}
