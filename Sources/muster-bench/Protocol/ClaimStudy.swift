import MusterBenchmark

/// Sixty-four members claim the same shift at once, shift after shift, against pgbench running the daemon's transaction. Every
/// claim is answered once, and no shift is ever given to more than it has seats.
struct ClaimStudy {
  static let connections = 64
  /// Shifts of one measurement: long enough that pgbench's first, unprepared transactions do not count.
  static let shifts = 40
  let rounds: Int

  func run(_ daemon: DaemonUnderTest, _ members: BenchMembers) throws -> Section {
    var table = MarkdownTable([
      ("每班名额 seats a shift", .right), ("musterd /s", .right), ("pgbench /s", .right), ("比值 ratio", .right),
      ("最低–最高 least–most", .right), ("目标 goal", .left), ("超卖 oversold", .right),
    ])
    var place = 0
    for seats in [100, 8] {
      let claims = try ClaimShifts(2 * rounds * Self.shifts, seats: seats, from: place, in: daemon)
      place += 2 * rounds * Self.shifts
      let contest = try contest(daemon, members, claims)
      table.add([
        "\(seats)", Figures.fixed(contest.rate, 0), Figures.fixed(contest.peerRate, 0), Figures.fixed(contest.ratio, 2),
        "\(Figures.fixed(contest.least, 2))–\(Figures.fixed(contest.most, 2))",
        RatioGoal(atLeast: 0.8).verdict(of: contest.ratio), "\(try oversold(daemon, claims))",
      ])
    }
    return Section(title: "抢单 A claim rush, \(Self.connections) members on one shift", body: "\(table.text)\n\(Self.note)\n")
  }

  private static let note = """
    `CLAIM S-…` by \(connections) members at once, then the next shift, fsync on; with 8 seats 56 of them are refused. pgbench sends the \
    same statements in the same segments; where it must decide (8 seats) it reads the shift once more, as its pipelines give \
    nothing back.
    """

  private func contest(_ daemon: DaemonUnderTest, _ members: BenchMembers, _ claims: ClaimShifts) throws -> Contest {
    var contest = Contest()
    let load = LineLoad(try members.sessions(Self.connections, of: daemon), .muster)
    let taken = Self.shifts * min(Self.connections, claims.seats)
    for round in 0..<rounds {
      let first = claims.first + 2 * round * Self.shifts
      var next = [Int](repeating: first, count: Self.connections)
      let ours = try load.run(seconds: 60) { connection in
        guard next[connection] < first + Self.shifts else { return nil }
        defer { next[connection] += 1 }
        return (Array("CLAIM S-\(next[connection])\n".utf8), 1)
      }
      guard ours.answers == Self.connections * Self.shifts, ours.answers - ours.refusals == taken else {
        throw Obstacle(
          "抢单应有 \(Self.connections * Self.shifts) 个回答、\(taken) 个成功，实有 \(ours.answers)、\(ours.answers - ours.refusals)。",
          "Claims should have \(Self.connections * Self.shifts) answers and \(taken) seats, but have \(ours.answers) and "
            + "\(ours.answers - ours.refusals).")
      }
      let theirs = try daemon.pgbench(
        Self.script(claims), connections: Self.connections, length: ["-t", "\(Self.shifts)"],
        variables: members.variables.merging(Self.variables(claims, from: (2 * round + 1) * Self.shifts)) { _, new in new })
      contest.add(ours: ours.rate, theirs: theirs.rate)
      Console.say("claims, \(claims.seats) seats: \(Figures.fixed(ours.rate, 0)) / \(Figures.fixed(theirs.rate, 0))")
    }
    return contest
  }

  private static func variables(_ claims: ClaimShifts, from offset: Int) -> [String: Int] {
    ["now": ClaimShifts.now, "first_shift": claims.first - claims.place, "n": claims.place + offset - 1]
  }

  /// One claim; each client counts its own.
  private static func script(_ claims: ClaimShifts) -> PgbenchScript {
    typealias Daemon = DaemonStatements
    var script = PgbenchScript()
    for line in BenchMembers.choosing { script.command(line) }
    script.command("\\set n :n + 1")
    script.command("\\set shift :first_shift + :n")
    script.command("\\set starts \(ClaimShifts.monday) + :n * \(ClaimShifts.apart)")
    script.command("\\set week \(ClaimShifts.monday) + :n / \(ClaimShifts.aWeek) * 604800")
    script.segment([Daemon.begin, Daemon.enter, Daemon.gate, Daemon.clashing])
    let mayBeFull = claims.seats < connections
    if mayBeFull {
      script.segment([Daemon.lockShifts, Daemon.lockMembers, Daemon.shift, Daemon.pair])
      script.statement(Daemon.gate, keeping: true)
      script.command("\\if :taken < :seats")
    } else {
      script.segment([Daemon.lockShifts, Daemon.lockMembers, Daemon.gate, Daemon.shift, Daemon.pair])
    }
    script.segment([Daemon.member, Daemon.exceptions, Daemon.commitments, Daemon.holders, Daemon.spent, Daemon.calendar])
    script.statement(Daemon.assign, keeping: true)
    script.segment([Daemon.step, Daemon.withdraw, Daemon.audit, Daemon.commit])
    if mayBeFull {
      script.command("\\else")
      script.statement(Daemon.rollBack)
      script.command("\\endif")
    }
    return script
  }

  /// Shifts of these with more people than seats, or whose count of people is not that of their assignments.
  private func oversold(_ daemon: DaemonUnderTest, _ claims: ClaimShifts) throws(Obstacle) -> Int {
    let last = claims.first + 2 * rounds * Self.shifts - 1
    let rows = try daemon.sql(
      """
      SELECT count(*) FROM (
        SELECT s.seats, s.taken, (SELECT count(*) FROM muster.assignment a WHERE a.shift_id = s.id AND a.state = 'accepted') AS held
          FROM muster.shift s WHERE s.id BETWEEN \(claims.first) AND \(last)) c
       WHERE c.held > c.seats OR c.held <> c.taken OR c.held <> least(\(Self.connections), c.seats)
      """)
    guard let count = rows.first?.first.flatMap({ Int($0) }), count == 0 else {
      throw Obstacle("有班次超卖或计数有误。", "Some shifts are oversold, or their counts are wrong.")
    }
    return count
  }
}
