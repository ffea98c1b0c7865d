import Glibc

/// What one line may cost: 1 MiB of memory asked for, freed or not, and 100 ms of processor time. The processor's, because a
/// machine that does much else makes wall time say nothing; libFuzzer's own -timeout watches that.
enum Budget {
  static let octets = 1 << 20
  private static let nanoseconds: UInt64 = 100_000_000

  /// Counted by a hook that runs within the allocator: it may not allocate, and there is one thread.
  nonisolated(unsafe) private static var asked = 0

  static func install() {
    let result = installHooks({ _, size in Budget.asked &+= size }, { _ in })
    require(result > 0, "no room for another hook of the allocator")
  }

  /// Ends the program where the body asks for more memory than one line may.
  static func line<Result>(_ what: @autoclosure () -> String, _ body: () -> Result) -> Result {
    asked = 0
    let result = body()
    let cost = asked
    require(cost <= octets, "\(what()) cost \(cost) octets of memory")
    return result
  }

  static func timed<Result>(_ body: () -> Result) -> Result {
    let start = processorTime()
    let result = body()
    let cost = processorTime() - start
    require(cost <= nanoseconds, "an input took \(cost / 1_000_000) ms")
    return result
  }

  private static func processorTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

@_silgen_name("__sanitizer_install_malloc_and_free_hooks")
private func installHooks(
  _ allocated: @convention(c) (UnsafeRawPointer?, Int) -> Void, _ freed: @convention(c) (UnsafeRawPointer?) -> Void
) -> Int32
