import Glibc

/// Interrupts the wait for a child when its time is over. One at a time: the command waits for one child after the other.
enum AlarmClock {
  private nonisolated(unsafe) static var flag: sig_atomic_t = 0  // written by the signal handler and before it is set

  static var rang: Bool { flag != 0 }

  static func set(seconds: Double) {
    flag = 0
    var action = sigaction()  // without SA_RESTART: the wait must end
    action.__sigaction_handler.sa_handler = { _ in AlarmClock.flag = 1 }
    sigaction(SIGALRM, &action, nil)
    // Whoever started this programme may have left it blocked.
    var alarms = sigset_t()
    sigemptyset(&alarms)
    sigaddset(&alarms, SIGALRM)
    pthread_sigmask(SIG_UNBLOCK, &alarms, nil)
    alarm(UInt32(min(max(seconds.rounded(.up), 1), 1e9)))
  }

  static func stop() { alarm(0) }
}
