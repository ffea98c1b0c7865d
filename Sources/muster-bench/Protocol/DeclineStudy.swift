import Foundation
import MusterBenchmark

/// From a decline to the substitute's offer: a roster of the whole city is made and published, then offers are declined by telephone,
/// one after the other, each of another shift. The answer names the substitute, whose offer stands by then.
struct DeclineStudy {
  static let declines = 400
  /// Seconds that the roster is searched for.
  static let solving = 10
  static let goal = 50.0

  func run(_ daemon: DaemonUnderTest) throws -> Section {
    let planner = try staff(of: daemon)
    try publish(by: planner)
    try waitForMessages(of: daemon)
    let loaded =
      try daemon.sql(
        """
        SELECT (SELECT count(*) FROM muster.member), (SELECT count(*) FROM muster.shift WHERE state = 'open'),
               (SELECT count(*) FROM muster.assignment WHERE state = 'offered')
        """
      ).first ?? []
    let offers = try spread(planner)
    var (latencies, offered): ([Double], Int) = ([], 0)
    for offer in offers {
      let begun = ContinuousClock.now
      try planner.send(Array("DECLINE \(offer) by=phone\n".utf8))
      let final = try planner.final()
      latencies.append((ContinuousClock.now - begun) / .milliseconds(1))
      guard final.hasPrefix("OK") else { throw Obstacle("谢绝被拒：\(final)", "A decline was refused: \(final)") }
      if final.contains(" substitute=") { offered += 1 }
    }
    var table = MarkdownTable([
      ("成员 members", .right), ("开放班次 open shifts", .right), ("邀约 offers", .right), ("谢绝 declines", .right),
      ("当即另邀 offered anew", .right), ("p50, ms", .right), ("p99, ms", .right), ("最长 most, ms", .right),
    ])
    let p99 = Middle.percentile(0.99, of: latencies) ?? .infinity
    table.add(
      loaded + [
        "\(latencies.count)", "\(offered)", Figures.fixed(Middle.percentile(0.5, of: latencies), 1),
        "\(Figures.fixed(p99, 1)) (≤ \(Int(Self.goal)) \(p99 <= Self.goal ? "✓" : "✗"))",
        Figures.fixed(latencies.max() ?? 0, 1),
      ])
    return Section(
      title: "谢绝到另邀 From a decline to the substitute's offer",
      body:
        "\(table.text)\n`DECLINE P-… by=phone` over TCP, one at a time, each of another shift; the answer comes when the next offer stands.\n"
    )
  }

  /// Staff of the whole city, logged in.
  private func staff(of daemon: DaemonUnderTest) throws(Obstacle) -> LineSocket {
    let admin = try LineSocket(port: daemon.port)
    _ = try admin.final()
    try admin.ask("AUTH TOKEN \(try daemon.administratorToken())")
    try admin.ask("USER.SET bench-planner role=staff area=A-1")
    let made = try admin.ask("TOKEN add=bench-planner")
    guard let token = made.split(separator: " ").first(where: { $0.hasPrefix("token=") })?.dropFirst(6) else {
      throw Obstacle("没有得到令牌。", "There was no token.")
    }
    let planner = try LineSocket(port: daemon.port)
    _ = try planner.final()
    try planner.ask("AUTH TOKEN \(token)")
    return planner
  }

  private func publish(by planner: LineSocket) throws(Obstacle) {
    let queued = try planner.ask("SOLVE area=A-1 from=2026-05-04 to=2026-05-11 seconds=\(Self.solving) seed=7")
    guard
      let job = queued.split(separator: " ").first(where: { $0.hasPrefix("J-") || $0.hasPrefix("job=") || $0.hasPrefix("id=") })
    else { throw Obstacle("没有任务：\(queued)", "There is no job: \(queued)") }
    let id = job.split(separator: "=").last.map(String.init) ?? String(job)
    while true {
      let state = try planner.rows("JOB \(id) cols=state").first?.first ?? ""
      if state == "done" { break }
      guard state == "queued" || state == "running" else { throw Obstacle("排班 \(state)。", "The search is \(state).") }
      Thread.sleep(forTimeInterval: 0.2)
    }
    guard let roster = try planner.rows("ROSTERS limit=1 cols=id").first?.first else {
      throw Obstacle("没有排班。", "There is no roster.")
    }
    try planner.ask("PUBLISH \(roster)")
  }

  /// Members are told of their offers before any of them answers.
  private func waitForMessages(of daemon: DaemonUnderTest) throws(Obstacle) {
    let begun = ContinuousClock.now
    while try daemon.sql("SELECT count(*) FROM muster.message WHERE state = 'queued' AND kind = 'offer'").first?.first != "0" {
      guard begun.duration(to: .now) < .seconds(300) else {
        throw Obstacle("消息五分钟还没发完。", "The messages are not sent after five minutes.")
      }
      Thread.sleep(forTimeInterval: 0.5)
    }
    Console.say("messages sent in \(Figures.fixed(begun.duration(to: .now) / .seconds(1), 1)) s")
  }

  /// Offers, each of another shift, evenly from the whole week.
  private func spread(_ planner: LineSocket) throws(Obstacle) -> [String] {
    var seen: Set<String> = []
    var all: [String] = []
    var after = ""
    while true {
      let page = try planner.page("ASSIGNMENTS state=offered limit=1000 cols=id,shift\(after)")
      for row in page.rows where row.count == 2 && seen.insert(row[1]).inserted { all.append(row[0]) }
      guard let next = page.next else { break }
      after = " after=\(next)"
    }
    guard all.count >= Self.declines else { throw Obstacle("邀约太少：\(all.count)", "Too few offers: \(all.count)") }
    return (0..<Self.declines).map { all[$0 * all.count / Self.declines] }
  }
}

extension LineSocket {
  /// The cells of one command's rows.
  func rows(_ command: String) throws(Obstacle) -> [[String]] { try page(command).rows }

  /// The cells of one command's rows, and the cursor of the next page where there is one. Quoted cells stay as they are.
  func page(_ command: String) throws(Obstacle) -> (rows: [[String]], next: String?) {
    try send(Array("\(command)\n".utf8))
    var rows: [[String]] = []
    while true {
      let line = try line()
      if line.hasPrefix("| ") {
        rows.append(line.dropFirst(2).split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
      } else if !line.hasPrefix("#") {
        guard line.hasPrefix("OK") else { throw Obstacle("命令被拒绝：\(line)", "A command was refused: \(line)") }
        let next = line.split(separator: " ").first { $0.hasPrefix("next=") }
        return (rows, next.map { String($0.dropFirst(5)) })
      }
    }
  }
}
