import ArgumentParser
import MusterClient
import MusterTLS

/// `muster-bench line`: what a running daemon's front door bears. Sends traffic to this machine's loopback only, a bounded
/// number of sockets for a bounded time.
struct LineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "line", abstract: "量前门：慢速攻击、空闲连接的内存。Measures the front door: slow senders, memory of idle connections.",
    discussion: """
      deploy/bench-line 启动 musterd 并用它。deploy/bench-line starts a musterd and runs it.
      慢速攻击须先放宽 anonymous-connections，空闲连接须放宽 connections-per-principal。Slow senders take a raised limit \
      anonymous-connections, idle connections a raised connections-per-principal.
      """)

  @Option(help: "守护进程的地址，只能在本机。 The daemon's address, on this machine's loopback: HOST:PORT or tls://HOST:PORT.")
  var server = "127.0.0.1:7117"

  @Option(help: "守护进程的进程号。 The daemon's process id.")
  var pid: Int32

  @Option(help: "令牌文件。 A file that holds a token.")
  var tokenFile: String

  @Option(help: "慢速连接数，每十秒一字节。 Sockets that send one byte every ten seconds, at most 20000.")
  var slowloris = 0

  @Option(help: "每秒新建的慢速连接；0 为尽快。 Slow sockets opened a second; 0: as fast as the machine can.")
  var opening = 0

  @Option(help: "空闲连接数。 Idle connections, at most 20000.")
  var idle = 0

  @Option(help: "诚实客户端数，每个每秒 25 条命令。 Honest clients, each with 25 commands a second.")
  var honest = 20

  func validate() throws {
    guard (0...20_000).contains(slowloris), (0...20_000).contains(idle), (1...200).contains(honest),
      opening == 0 || (100...100_000).contains(opening)
    else {
      throw ValidationError("至多 20000 个连接、200 个客户端 / at most 20000 connections and 200 clients")
    }
    guard slowloris > 0 || idle > 0 else { throw ValidationError("写明 --slowloris 或 --idle / give --slowloris or --idle") }
  }

  func run() async throws {
    do {
      Descriptors.raise()
      let target = try Target(address: try ServerAddress(parsing: server), token: try Token.read(tokenFile))
      let daemon = try DaemonProcess(pid: pid)
      if idle > 0 { print(try await IdleCrowd(target: target, daemon: daemon, count: idle).measure()) }
      if slowloris > 0 {
        let attack = Slowloris(target: target, daemon: daemon, count: slowloris, opening: opening, honest: honest)
        print(try await attack.measure())
      }
    } catch let error as ClientError {
      Console.say(error.sentence(.chinese))
      throw ExitCode(2)
    } catch let obstacle as Obstacle {
      Console.say("\(obstacle)")
      throw ExitCode(2)
    }
  }
}
