import Glibc
import MusterBenchmark

/// PING from 50 connections, 32 deep, against redis-server: under redis-benchmark, and under our own load.
struct PingStudy {
  static let connections = 50
  static let depth = 32
  let rounds: Int
  let seconds: Double

  func run(_ daemon: DaemonUnderTest, _ members: BenchMembers) throws -> Section {
    try Workshop.require(["redis-server", "redis-benchmark"], package: "redis-server redis-tools")
    let redis = try RedisServer(in: daemon.workshop)
    defer { redis.stop() }
    let ours = LineLoad(try members.sessions(Self.connections, of: daemon), .muster)
    let theirs = LineLoad(try redis.connections(Self.connections), .redis)
    let batch = Array(repeatElement("PING\r\n", count: Self.depth).joined().utf8)
    let ask: LineLoad.Next = { _ in (batch, Self.depth) }
    _ = try ours.run(seconds: 0.5, ask)
    var (byTheirs, byOurs) = (Contest(), Contest())
    for _ in 0..<rounds {
      let rate = try ours.run(seconds: seconds, ask)
      let bench = try redis.benchmark(connections: Self.connections, depth: Self.depth, seconds: seconds)
      let plain = try theirs.run(seconds: seconds, ask).rate
      guard rate.refusals == 0 else {
        throw Obstacle("\(rate.refusals) 次 PING 被拒绝。", "\(rate.refusals) PINGs were refused.")
      }
      byTheirs.add(ours: rate.rate, theirs: bench)
      byOurs.add(ours: rate.rate, theirs: plain)
      Console.say(
        "PING: \(Figures.fixed(rate.rate, 0)), redis-benchmark \(Figures.fixed(bench, 0)), same load \(Figures.fixed(plain, 0))"
      )
    }
    return Section(
      title: "PING, \(Self.connections) × \(Self.depth)", body: "\(Self.table(byTheirs, byOurs).text)\n\(Self.note)\n")
  }

  private static let note = """
    Each connection sends \(depth) commands and waits for their answers. redis-server drives itself by redis-benchmark (`-t \
    ping_inline -c \(connections) -P \(depth)`), and then by the load that musterd had.
    """

  private static func table(_ byTheirs: Contest, _ byOurs: Contest) -> MarkdownTable {
    var table = MarkdownTable([
      ("对照 against", .left), ("musterd /s", .right), ("redis /s", .right), ("比值 ratio", .right),
      ("最低–最高 least–most", .right), ("目标 goal", .left),
    ])
    for (name, contest, goal) in [
      ("redis-benchmark", byTheirs, RatioGoal(atLeast: 0.7)), ("同一负载 the same load", byOurs, RatioGoal(atLeast: nil)),
    ] {
      table.add([
        name, Figures.fixed(contest.rate, 0), Figures.fixed(contest.peerRate, 0), Figures.fixed(contest.ratio, 2),
        "\(Figures.fixed(contest.least, 2))–\(Figures.fixed(contest.most, 2))", goal.verdict(of: contest.ratio),
      ])
    }
    return table
  }
}

/// A redis-server of our own that keeps nothing.
final class RedisServer {
  private let process: BackgroundProcess
  private let workshop: Workshop
  private let port: UInt16

  init(in workshop: Workshop) throws(Obstacle) {
    self.workshop = workshop
    port = try Self.freePort()
    process = try BackgroundProcess(
      [
        "redis-server", "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir",
        workshop.folder,
      ],
      output: workshop.path("redis.out"), errors: workshop.path("redis.err"))
    try process.wait(seconds: 20) { $0.contains("Ready to accept connections") ? () : nil }
  }

  func stop() { process.stop() }

  func connections(_ count: Int) throws(Obstacle) -> [LineSocket] {
    var sockets: [LineSocket] = []
    for _ in 0..<count { sockets.append(try LineSocket(port: port)) }
    return sockets
  }

  /// The rate that redis-benchmark measures; as many PINGs as take about so long.
  func benchmark(connections: Int, depth: Int, seconds: Double) throws(Obstacle) -> Double {
    let count = Int(seconds * 1_500_000)
    let output = try workshop.run(
      [
        "redis-benchmark", "-p", "\(port)", "-t", "ping_inline", "-c", "\(connections)", "-P", "\(depth)", "-n", "\(count)",
        "--csv",
      ], limit: 120)
    guard let rate = RedisReport.rate(of: "PING_INLINE", in: output) else {
      throw Obstacle("redis-benchmark 没有给出速率：\(output)", "redis-benchmark gave no rate: \(output)")
    }
    return rate
  }

  /// A port that nobody listens on now.
  private static func freePort() throws(Obstacle) -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let failure = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) != 0 || getsockname(descriptor, $0, &size) != 0
      }
    }
    guard descriptor >= 0, !failure else { throw .file("127.0.0.1", errno) }
    return UInt16(bigEndian: address.sin_port)
  }
}
