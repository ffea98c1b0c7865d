import Glibc

/// What the process has used.
enum Memory {
  /// The most memory that this process has held, in MiB.
  static func peakMebibytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }
}
