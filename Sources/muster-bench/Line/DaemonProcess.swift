import FoundationEssentials
import Glibc

/// What the kernel tells of the daemon.
struct DaemonProcess: Sendable {
  let pid: Int32

  init(pid: Int32) throws {
    self.pid = pid
    guard residentKibibytes > 0, descriptors > 0 else { throw Obstacle("看不到进程 \(pid)", "cannot look at process \(pid)") }
  }

  var residentKibibytes: Int {
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") })
    else { return 0 }
    return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
  }

  /// Open files and sockets. Newer kernels (6.2) tell their number as the folder's size: to list thousands of them again and again
  /// would take the time that is to be measured.
  var descriptors: Int {
    var folder = stat()
    if stat("/proc/\(pid)/fd", &folder) == 0, folder.st_size > 0 { return folder.st_size }
    return (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count) ?? 0
  }
}

enum Descriptors {
  /// As many as the hard limit allows.
  static func raise() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
