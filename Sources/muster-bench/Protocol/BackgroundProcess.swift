import Glibc

/// A server that runs while something is measured, and ends with it: by its process id, first asked, then made to.
final class BackgroundProcess {
  let pid: pid_t
  private let name: String
  private let output: String
  private let errors: String
  private var hasEnded = false

  init(_ command: [String], output: String, errors: String) throws(Obstacle) {
    pid = try ChildProcess.spawn(command, output, errors)
    (name, self.output, self.errors) = (command[0], output, errors)
  }

  deinit { stop() }

  /// Waits until `isReady` has something to say of what the process has printed.
  func wait<Answer>(seconds: Double, _ isReady: (_ output: String) -> Answer?) throws(Obstacle) -> Answer {
    let deadline = ChildProcess.now() + seconds
    while ChildProcess.now() < deadline {
      if let answer = isReady(try TextFile.read(output)) { return answer }
      var status: Int32 = 0
      if waitpid(pid, &status, WNOHANG) == pid {
        hasEnded = true
        break
      }
      usleep(20_000)
    }
    let text = (try? TextFile.read(errors)) ?? ""
    let complaint = text.split(separator: "\n").suffix(2).joined(separator: "; ")
    throw Obstacle("\(name) 没有就绪：\(complaint)", "\(name) did not get ready: \(complaint)")
  }

  func stop() {
    guard !hasEnded else { return }
    hasEnded = true
    kill(pid, SIGTERM)
    var status: Int32 = 0
    for _ in 0..<1_500 {
      if waitpid(pid, &status, WNOHANG) != 0 { return }
      usleep(20_000)
    }
    kill(pid, SIGKILL)
    waitpid(pid, &status, 0)
  }
}
