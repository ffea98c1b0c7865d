import MusterBenchmark

/// One shift by its id, as a member sees it, against pgbench running the same two statements in one pipeline segment.
struct ReadStudy {
  static let connections = [1, 8, 64]
  let rounds: Int
  let seconds: Double

  func run(_ daemon: DaemonUnderTest, _ members: BenchMembers) throws -> Section {
    let shifts = try Self.shifts(of: daemon)
    var table = MarkdownTable([
      ("连接 connections", .right), ("musterd /s", .right), ("pgbench /s", .right), ("比值 ratio", .right),
      ("最低–最高 least–most", .right), ("目标 goal", .left),
    ])
    for count in Self.connections {
      let contest = try contest(daemon, members, shifts, connections: count)
      let goal = RatioGoal(atLeast: count == 64 ? 1.0 : nil)
      table.add([
        "\(count)", Figures.fixed(contest.rate, 0), Figures.fixed(contest.peerRate, 0), Figures.fixed(contest.ratio, 2),
        "\(Figures.fixed(contest.least, 2))–\(Figures.fixed(contest.most, 2))", goal.verdict(of: contest.ratio),
      ])
    }
    return Section(title: "读一行 One indexed read with its scope", body: "\(table.text)\n\(Self.note)\n")
  }

  private static let note = """
    `SHIFTS S-…` of a random shift by members, over TCP, against `pgbench -M prepared` over the Unix socket: muster.enter() and the \
    SELECT in one pipeline segment, as musterd sends them.
    """

  /// The longest run of shifts that are numbered one after the other and that every member may see.
  private static func shifts(of daemon: DaemonUnderTest) throws(Obstacle) -> ClosedRange<Int> {
    let rows = try daemon.sql(
      """
      SELECT min(id), max(id) FROM (
        SELECT id, id - row_number() OVER (ORDER BY id) AS run FROM muster.shift WHERE state = 'open') s
       GROUP BY run ORDER BY count(*) DESC LIMIT 1
      """)
    guard let numbers = rows.first?.compactMap({ Int($0) }), numbers.count == 2 else {
      throw Obstacle("城市没有开放的班次。", "The city has no open shift.")
    }
    return numbers[0]...numbers[1]
  }

  private func contest(
    _ daemon: DaemonUnderTest, _ members: BenchMembers, _ shifts: ClosedRange<Int>, connections: Int
  ) throws(Obstacle) -> Contest {
    var contest = Contest()
    let load = LineLoad(try members.sessions(connections, of: daemon), .muster)
    let ask: LineLoad.Next = { _ in (Array("SHIFTS S-\(Int.random(in: shifts))\n".utf8), 1) }
    _ = try load.run(seconds: 0.5, ask)
    for _ in 0..<rounds {
      let ours = try load.run(seconds: seconds, ask)
      guard ours.refusals == 0 else {
        throw Obstacle("\(ours.refusals) 次读取被拒绝。", "\(ours.refusals) reads were refused.")
      }
      let theirs = try daemon.pgbench(
        Self.script(shifts), connections: connections, length: ["-T", "\(max(1, Int(seconds)))"], variables: members.variables)
      contest.add(ours: ours.rate, theirs: theirs.rate)
      Console.say("reads, \(connections): \(Figures.fixed(ours.rate, 0)) / \(Figures.fixed(theirs.rate, 0))")
    }
    return contest
  }

  private static func script(_ shifts: ClosedRange<Int>) -> PgbenchScript {
    var script = PgbenchScript()
    for line in BenchMembers.choosing { script.command(line) }
    script.command("\\set shift random(\(shifts.lowerBound), \(shifts.upperBound))")
    script.command("\\set most 101")
    script.segment([DaemonStatements.enter, DaemonStatements.read])
    return script
  }
}
