import ArgumentParser
import MusterBenchmark

/// `muster-bench protocol`: how fast the daemon answers, as ratios to pgbench on its own cluster and to redis-server, measured in
/// turns on this machine.
struct ProtocolCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protocol",
    abstract: "量协议：读、PING、抢单，与 pgbench、redis 对照。Measures the protocol against pgbench and redis-server.",
    discussion: """
      自行启动并结束 musterd（私有数据库，fsync 开）；表格写到标准输出，进展写到标准错误。Starts and ends a musterd of its own, with fsync on; \
      tables go to standard output, progress to standard error. 超卖或回答不对，退出码为 1；无法测量为 2。Status 1: a shift was oversold or an \
      answer is wrong; 2: nothing could be measured.
      """)

  @OptionGroup var options: ProtocolOptions

  func run() throws {
    do {
      print(try report(), terminator: "")
    } catch let obstacle as Obstacle {
      Console.say("\(obstacle)")
      throw ExitCode(2)
    }
  }

  private func report() throws -> String {
    let load = Machine.load
    let workshop = try Workshop()
    let daemon = try DaemonUnderTest(programs: options.programs ?? Self.ownFolder, limits: options.limit, in: workshop)
    defer { daemon.stop() }
    Console.say("musterd \(daemon.pid)")
    try daemon.load(city: options.city)
    let members = try BenchMembers(64, in: daemon)
    if options.parts.contains(where: { $0 == .read || $0 == .claim }) { try StatementCheck.run(daemon, by: members) }
    var text = ""
    for part in options.parts {
      let section = try section(part, daemon, members)
      text += "## \(section.title)\n\n\(section.body)\n"
    }
    return text + """
      \(Machine.line)；负载 load \(load)（开始 at the start）, \(Machine.load)（结束 at the end）。各轮交替测量，取中位数。Measured in turns, \
      medians of \(options.rounds) rounds.

      ```
      \(Self.commandLine)
      ```

      """
  }

  private func section(_ part: ProtocolOptions.Part, _ daemon: DaemonUnderTest, _ members: BenchMembers) throws -> Section {
    let (rounds, seconds) = (options.rounds, Double(options.seconds))
    switch part {
    case .read: return try ReadStudy(rounds: rounds, seconds: seconds).run(daemon, members)
    case .ping: return try PingStudy(rounds: rounds, seconds: seconds).run(daemon, members)
    case .claim: return try ClaimStudy(rounds: rounds).run(daemon, members)
    case .decline: return try DeclineStudy().run(daemon)
    case .latency: return try LatencyStudy(seconds: seconds).run(daemon, members)
    }
  }

  private static var ownFolder: String {
    let own = CommandLine.arguments.first ?? ""
    return own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
  }

  private static var commandLine: String { (["muster-bench"] + CommandLine.arguments.dropFirst()).joined(separator: " ") }
}
