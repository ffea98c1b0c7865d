import Glibc
import NIOConcurrencyHelpers

/// One of the package's programs as its own process: what it says, how it ends, and the way to end it by its pid.
public final class RunningProgram: Sendable {
  /// How it ended: its exit code, or the signal that killed it.
  public enum Ending: Hashable, Sendable {
    case code(Int32)
    case signal(Int32)
  }

  public let pid: pid_t
  private let output: Gathered
  private let errors: Gathered
  private let ending: Task<Ending, Never>
  private let isOver: NIOLockedValueBox<Bool>

  /// The folder in which the build put the programs: that of the running test bundle.
  public static let folder: String = {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      guard let base = buffer.baseAddress else { return "." }
      let count = max(0, readlink("/proc/self/exe", base, buffer.count))
      let path = String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
      return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
  }()

  /// Starts `name` of the build folder, or of anywhere if it is a path, with exactly these arguments; of the environment it gets PATH and `variables`.
  /// `input` is a file's path.
  public init(_ name: String, _ arguments: [String], variables: [String: String] = [:], input: String = "/dev/null") throws {
    let path = name.hasPrefix("/") ? name : "\(Self.folder)/\(name)"
    guard access(path, X_OK) == 0 else { throw TestFailure("\(path) has not been built") }
    let (outputEnd, outputStart) = try Self.pipe()
    let (errorEnd, errorStart) = try Self.pipe()
    defer {
      close(outputStart)
      close(errorStart)
    }
    pid = try Self.spawn([path] + arguments, variables, input: input, output: outputStart, errors: errorStart)
    output = Gathered(outputEnd)
    errors = Gathered(errorEnd)
    let isOver = NIOLockedValueBox(false)
    self.isOver = isOver
    ending = Self.reap(pid, isOver)
  }

  /// Waits for its end.
  public func end() async -> Ending { await ending.value }

  /// Everything that it wrote, once it has ended.
  public func everything() async -> (output: String, errors: String) {
    (String(decoding: await output.all(), as: UTF8.self), String(decoding: await errors.all(), as: UTF8.self))
  }

  /// What it has written to standard error so far.
  public var errorsSoFar: String { errors.soFar }

  /// The first line of standard output that begins with `prefix`, as soon as it is there; nil if the program ends without.
  public func line(_ prefix: String) async -> String? { await output.line { $0.hasPrefix(prefix) } }

  /// The first line of standard error that contains `text`, as soon as it is there; nil if the program ends without.
  public func errorLine(_ text: String) async -> String? { await errors.line { $0.contains(text) } }

  /// Its pid has been given back to the system.
  public var hasEnded: Bool { isOver.withLockedValue { $0 } }

  /// Does nothing once it has ended: the pid may be somebody else's by then.
  public func send(signal: Int32) { isOver.withLockedValue { if !$0 { kill(pid, signal) } } }

  // MARK: Spawning

  /// A pair of sockets, which unlike a pipe is close-on-exec from the first: of two programs that start at the same time neither
  /// may hold the other's end open.
  private static func pipe() throws -> (end: Int32, start: Int32) {
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw TestFailure("socketpair: \(String(cString: strerror(errno)))")
    }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ command: [String], _ variables: [String: String], input: String, output: Int32, errors: Int32
  ) throws -> pid_t {
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&files, output, 1)
    posix_spawn_file_actions_adddup2(&files, errors, 2)
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var pairs: [UnsafeMutablePointer<CChar>?] =
      variables.merging(["PATH": path]) { mine, _ in mine }.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in words + pairs { free(word) } }
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, command[0], &files, nil, &words, &pairs)
    guard failure == 0 else { throw TestFailure("cannot run \(command[0]): \(String(cString: strerror(failure)))") }
    return pid
  }

  private static func reap(_ pid: pid_t, _ isOver: NIOLockedValueBox<Bool>) -> Task<Ending, Never> {
    Task {
      await onThread {
        // First look without taking the pid away, then take it under the lock that `send(signal:)` holds too.
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        var status: Int32 = 0
        isOver.withLockedValue { over in
          waitpid(pid, &status, 0)
          over = true
        }
        // WIFSIGNALED and WEXITSTATUS, which are macros.
        return status & 0x7F == 0 ? .code(status >> 8 & 0xFF) : .signal(status & 0x7F)
      }
    }
  }
}

/// What comes out of a pipe, gathered by a thread until the other end is closed.
private final class Gathered: Sendable {
  private struct State {
    var octets: [UInt8] = []
    var isOver = false
    var waiting: [@Sendable () -> Void] = []
  }
  private let state = NIOLockedValueBox(State())

  init(_ descriptor: Int32) {
    Task {
      await onThread {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
          let count = read(descriptor, &buffer, buffer.count)
          if count < 0 && errno == EINTR { continue }
          self.add(count > 0 ? buffer[..<count] : nil)
          if count <= 0 { break }
        }
        close(descriptor)
      }
    }
  }

  var soFar: String { String(decoding: state.withLockedValue { $0.octets }, as: UTF8.self) }

  func all() async -> [UInt8] {
    while true {
      let (octets, isOver) = state.withLockedValue { ($0.octets, $0.isOver) }
      if isOver { return octets }
      await more(than: octets.count)
    }
  }

  func line(_ isWanted: (Substring) -> Bool) async -> String? {
    while true {
      let (octets, isOver) = state.withLockedValue { ($0.octets, $0.isOver) }
      let whole = octets.lastIndex(of: UInt8(ascii: "\n")).map { octets[..<$0] } ?? []
      let lines = String(decoding: whole, as: UTF8.self).split(separator: "\n")
      if let line = lines.first(where: isWanted) { return String(line) }
      if isOver { return nil }
      await more(than: octets.count)
    }
  }

  /// Nil: nothing more will come.
  private func add(_ octets: ArraySlice<UInt8>?) {
    let waiting = state.withLockedValue { state in
      if let octets { state.octets += octets } else { state.isOver = true }
      defer { state.waiting = [] }
      return state.waiting
    }
    for wake in waiting { wake() }
  }

  /// Returns once more has come than `count` octets, or nothing will.
  private func more(than count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLockedValue { state in
        if state.isOver || state.octets.count > count { return true }
        state.waiting.append { continuation.resume() }
        return false
      }
      if isThere { continuation.resume() }
    }
  }
}
