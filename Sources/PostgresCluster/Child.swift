import Glibc

/// One child process by `posix_spawn`: in a session of its own, so that the terminal's Ctrl-C reaches only its parent, with
/// nothing on standard input and its output in a file.
struct Child: Sendable {
  let pid: pid_t
  /// The wait status, once it has ended; may be awaited by many.
  let exit: Task<Int32, Never>

  /// Starts `command`, whose first word is looked up in PATH. Throws an errno.
  init(_ command: [String], output: String) throws(ClusterError) {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The daemon ignores or catches some signals; its child must start with none ignored and none blocked.
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let newSession = Int16(0x80)  // POSIX_SPAWN_SETSID of glibc's spawn.h, which the Glibc module hides
    posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o640)
    posix_spawn_file_actions_adddup2(&files, 1, 2)

    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    let failure = posix_spawnp(&pid, command[0], &files, &attributes, arguments, environ)
    guard failure == 0 else { throw .file("run", command[0], failure) }
    self.pid = pid
    exit = Self.reap(pid)
  }

  /// Waits on a thread of its own: a blocked wait would take one of the few threads that run all tasks.
  private static func reap(_ pid: pid_t) -> Task<Int32, Never> {
    Task {
      await withCheckedContinuation { (done: CheckedContinuation<Int32, Never>) in
        Self.onThread {
          var status: Int32 = 0
          while waitpid(pid, &status, 0) < 0, errno == EINTR {}
          done.resume(returning: status)
        }
      }
    }
  }

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private static func onThread(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { raw in
        if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(Body(run)).toOpaque())
    precondition(failure == 0, "no thread left to wait for a child process: errno \(failure)")
    pthread_detach(thread)
  }

  static func describe(_ code: Int32) -> String { String(cString: strerror(code)) }
}
