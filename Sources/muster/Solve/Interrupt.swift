import Glibc

/// Ctrl-C ends the solve with the best plan so far; a second one ends the program.
enum Interrupt {
  private nonisolated(unsafe) static var flag: sig_atomic_t = 0  // written by the signal handler alone, read by the solver

  static var asked: Bool { flag != 0 }

  static func listen() {
    flag = 0
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interrupt.flag = 1 }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGINT, &action, nil)
    signal(SIGPIPE, SIG_IGN)
  }
}
