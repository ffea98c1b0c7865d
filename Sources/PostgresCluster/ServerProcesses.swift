import FoundationEssentials
import Glibc

/// What runs on a cluster right now, by the kernel's word and not by a file's.
struct ServerProcesses: Sendable {
  /// The cluster's real path: every process of a server works in it.
  let cluster: String

  init(cluster: String) throws(ClusterError) { self.cluster = try Layout.resolve(cluster) }

  private var pidFile: String { "\(cluster)/postmaster.pid" }

  /// All processes of a server on this cluster, also those that outlive their postmaster for a moment.
  func running() -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { pid in
      let program = Self.target("/proc/\(pid)/exe")?.split(separator: "/").last
      return program?.hasPrefix("postgres") == true && Self.target("/proc/\(pid)/cwd") == cluster
    }
  }

  /// The lines of `postmaster.pid`: pid, folder, start time, port, socket folder, address, shared memory, status.
  func pidLines() -> [Substring] {
    ((try? String(contentsOfFile: pidFile, encoding: .utf8)) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
  }

  var postmaster: pid_t? { pidLines().first.flatMap { pid_t($0) } }

  /// Whether the server of this pid accepts connections, as `pg_ctl -w` finds out.
  func isReady(_ pid: pid_t) -> Bool {
    let lines = pidLines()
    return lines.count > 7 && postmaster == pid && lines[7].hasPrefix("ready")
  }

  /// Ends a server that its daemon left behind, and waits for the last of its processes.
  func endLeftovers() async throws(ClusterError) {
    let running = running()
    guard !running.isEmpty else { return }
    // Without a postmaster the others end by themselves as soon as they notice; the signal only hurries them.
    for pid in postmaster.map({ running.contains($0) ? [$0] : running }) ?? running { kill(pid, SIGINT) }
    for _ in 0..<600 where !self.running().isEmpty { try? await Task.sleep(for: .milliseconds(100)) }
    for pid in self.running() { kill(pid, SIGQUIT) }
    for _ in 0..<100 where !self.running().isEmpty { try? await Task.sleep(for: .milliseconds(100)) }
    if !self.running().isEmpty {
      throw .startFailed("processes \(self.running()) of an earlier server do not end", log: cluster)
    }
  }

  /// Pid files of a server that is gone name a pid which an unrelated process may have by now, and PostgreSQL would refuse
  /// to start. The cluster's own file is kept, as PostgreSQL finds its shared memory by it, but with a pid that no
  /// process can have. Call only when nothing is running.
  func disarmPidFiles(socket: String) throws(ClusterError) {
    for name in [".s.PGSQL.\(Layout.port)", ".s.PGSQL.\(Layout.port).lock"] { unlink("\(socket)/\(name)") }
    guard let pid = postmaster, kill(pid, 0) == 0 else { return }
    let impossible = "99999999"  // Linux ends at 2^22
    let text = ([impossible[...]] + pidLines().dropFirst()).joined(separator: "\n")
    let file = open(pidFile, O_WRONLY | O_TRUNC)
    guard file >= 0 else { throw .file("write", pidFile, errno) }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard write(file, bytes, bytes.count) == bytes.count else { throw .file("write", pidFile, errno) }
  }

  static func target(_ link: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let count = readlink(link, base, buffer.count)
      return count < 0 ? nil : String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
    }
  }
}
