import ArgumentParser
import Glibc
import MusterProtocol

/// The daemon: serves a city from PostgreSQL, its own or one that it is pointed at.
@main
struct Musterd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "musterd",
    abstract: "报到：城市志愿者与在职党员的排班服务。 The daemon that schedules a city's volunteers.",
    discussion: """
      不带 --database 时，在 --data-directory 下自建并运行一个只用套接字的 PostgreSQL。
      Without --database it makes and runs a PostgreSQL of its own under --data-directory.

        musterd                                   # .muster, 127.0.0.1:7117
        musterd --data-directory /var/lib/muster --listen 127.0.0.1:7117
        musterd migrate --database 'host=db user=postgres dbname=muster' --city 临河区
        musterd --database 'host=db1,db2 user=muster_app dbname=muster target_session_attrs=read-write'
      """,
    version: Muster.version, subcommands: [Serve.self, Migrate.self], defaultSubcommand: Serve.self)

  /// A configuration file's lines stand before the command line's options, which therefore win.
  static func main() async {
    // A client that goes away must not take the daemon along.
    signal(SIGPIPE, SIG_IGN)
    do {
      let arguments = try ConfigurationFile.expand(Array(CommandLine.arguments.dropFirst()))
      var command = try parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand { try await asynchronous.run() } else { try command.run() }
    } catch let failure as StartFailure {
      Console.say("musterd: \(failure)", to: STDERR_FILENO)
      Glibc.exit(1)
    } catch {
      exit(withError: error)
    }
  }
}

/// Whole lines to a descriptor, unbuffered: whoever waits for one gets it at once.
enum Console {
  static func say(_ line: String, to descriptor: Int32) {
    let bytes = Array("\(line)\n".utf8)
    _ = write(descriptor, bytes, bytes.count)
  }
}
