import Glibc

/// Runs a programme to its end and measures it from outside, by `wait4`.
///
/// A child begins with the peak of its parent (`posix_spawn` shares the parent's memory until the child's own programme is
/// loaded, and Linux keeps the maximum), so no peak below `ownPeakMebibytes` can be seen; the reports say so.
enum ChildProcess {
  struct Ending {
    /// As the shell has it: 128 and the signal for one that was killed.
    let status: Int32
    let wallSeconds: Double
    let processorSeconds: Double
    let peakMebibytes: Double
  }

  /// Runs `command`, whose first word is looked up in PATH, with nothing on standard input. A child that is not done when
  /// `limit` seconds are over is killed.
  static func run(_ command: [String], output: String, errors: String, limit: Double) throws(Obstacle) -> Ending {
    let began = now()
    let child = try spawn(command, output, errors)
    AlarmClock.set(seconds: limit)
    defer { AlarmClock.stop() }
    var (status, usage) = (Int32(0), rusage())
    while wait4(child, &status, 0, &usage) < 0 {
      if errno != EINTR { throw .file(command[0], errno) }
      if AlarmClock.rang { kill(child, SIGKILL) }
    }
    let signal = status & 0x7F
    return Ending(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, wallSeconds: now() - began,
      processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime), peakMebibytes: Double(usage.ru_maxrss) / 1024)
  }

  /// The most memory that this process has held.
  static func ownPeakMebibytes() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }

  /// Starts `command` and returns at once; its files are written while it runs.
  static func spawn(_ command: [String], _ output: String, _ errors: String) throws(Obstacle) -> pid_t {
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_addopen(&files, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    // `timeout` leaves its child's SIGALRM blocked, and pgbench, which would inherit that, never hears that its time is over.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var nothing = sigset_t()
    sigemptyset(&nothing)
    posix_spawnattr_setsigmask(&attributes, &nothing)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var child: pid_t = 0
    let failure = posix_spawnp(&child, command[0], &files, &attributes, arguments, environ)
    if failure != 0 { throw .program(command[0], failure) }
    return child
  }

  /// Seconds on a clock that never goes back.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
