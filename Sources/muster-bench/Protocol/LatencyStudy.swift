import MusterBenchmark

/// How long one person waits: one connection, one command at a time.
struct LatencyStudy {
  let seconds: Double

  func run(_ daemon: DaemonUnderTest, _ members: BenchMembers) throws -> Section {
    var table = MarkdownTable([("命令 command", .left), ("p50, ms", .right), ("p99, ms", .right), ("回答 answers", .right)])
    for command in ["PING", "SHIFTS S-1", "AGENDA"] {
      let load = LineLoad(try members.sessions(1, of: daemon), .muster)
      let ask: LineLoad.Next = { _ in (Array("\(command)\n".utf8), 1) }
      _ = try load.run(seconds: 0.2, ask)
      let outcome = try load.run(seconds: seconds, keepingLatencies: true, ask)
      table.add([
        "`\(command)`", Figures.fixed(Middle.percentile(0.5, of: outcome.latencies), 3),
        Figures.fixed(Middle.percentile(0.99, of: outcome.latencies), 3), "\(outcome.answers)",
      ])
    }
    return Section(title: "一人等多久 One connection's wait", body: "\(table.text)\nOne command at a time, over TCP.\n")
  }
}
