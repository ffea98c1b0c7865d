import Glibc
import MusterBenchmark

/// Whether the statements that pgbench runs are those that the daemon sends: PostgreSQL logs one read and one claim.
enum StatementCheck {
  /// The first member claims a shift that is made for it.
  static func run(_ daemon: DaemonUnderTest, by members: BenchMembers) throws(Obstacle) {
    // Long after all others.
    let shift = try ClaimShifts(1, seats: 2, from: 10_000, in: daemon).first
    let socket = try members.sessions(1, of: daemon)[0]
    try daemon.sql("ALTER SYSTEM SET log_statement = 'all'; SELECT pg_reload_conf();")
    // The server's processes look at their settings when they are next asked something after they were told.
    usleep(300_000)
    try socket.ask("SHIFTS S-\(shift)")
    try socket.ask("CLAIM S-\(shift)")
    try daemon.sql("ALTER SYSTEM RESET log_statement; SELECT pg_reload_conf();")
    let log = StatementLog(try daemon.log())
    let lacking = log.lacking([DaemonStatements.read] + DaemonStatements.ofClaim)
    guard lacking.isEmpty else {
      let texts = lacking.map(\.normal).joined(separator: "\n")
      throw Obstacle("musterd 已不发送这些语句，请改测试：\n\(texts)", "musterd does not send these statements any more:\n\(texts)")
    }
  }
}
