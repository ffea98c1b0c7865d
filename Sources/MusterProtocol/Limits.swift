/// The protocol's limits, each with where its number comes from. The defaults are those of the protocol page and are
/// announced in the greeting; a configuration may raise or lower them.
public struct Limits: Hashable, Sendable {
  /// Octets of a line without its line end. 64 arguments of 120 octets and a verb: the longest command that a person types.
  public var line = 8_192
  /// The same before login, where nothing longer than a HELP is needed: 1,000 strangers hold 1 MiB.
  public var anonymousLine = 1_024
  /// An AUTH line before login: SCRAM's client-final message with a 1,024-octet nonce in base64 stays below it.
  public var authLine = 2_048
  /// Octets of a literal: one part of an import, 1,000 rows of 64 octets.
  public var literal = 65_536
  /// Before login a literal is no longer than a line: nothing open to strangers takes one.
  public var anonymousLiteral = 1_024
  /// Octets between the quotes, as written: half a line.
  public var quoted = 4_096
  /// Arguments of one command, positional and named together.
  public var arguments = 64
  /// Rows of a page where `limit=` is not given.
  public var defaultPage = 100
  /// Rows of a page at most: 1,000 rows of 250 octets are one output high-water mark.
  public var page = 1_000
  /// Commands of a batch: one transaction holds its locks no longer than a few seconds.
  public var batchCommands = 500
  /// Octets of a batch, verbs, names and values counted: 500 commands of 2,000.
  public var batchOctets = 1_048_576
  /// Connections in all: 10,000 at 40 KiB are 400 MiB.
  public var connections = 10_000
  /// Connections that have not logged in: a tenth, so that strangers never crowd out the city.
  public var anonymousConnections = 1_000
  /// Connections from one address; loopback is exempt.
  public var connectionsPerAddress = 64
  /// Connections of one account: eight people of an office with four windows each.
  public var connectionsPerPrincipal = 32
  /// Commands a second of one account, on the average: ten people who never pause. A stranger's hold for one connection.
  public var commandsPerSecond = 50
  /// The same at once: four seconds' worth, so that a program's first pipeline is not cut.
  public var commandBurst = 200
  /// Solver runs of a city at the same time: one a core of the smallest machine.
  public var solverRuns = 2
  /// Solver runs of a city that wait or run: at ten seconds each and two at a time, the last one begins after a minute and a half.
  public var openSolves = 16
  /// Threads of one solver run at most. The daemon sets it to its processors.
  public var solverThreads = 1
  /// Commands read and not yet answered; then the server stops reading.
  public var unreadCommands = 64
  /// Octets of replies that the client has not taken; then the server stops working for it.
  public var outputHighWater = 262_144
  /// Watches of one connection: one of each kind for two events, and some to spare; 64 at the very most.
  public var watches = 16
  /// Octets of events that wait for one client: 40,000 of 100 octets, a city's busiest hour. Beyond it they are dropped and the
  /// client is told so. What waits is shared by all who wait for it.
  public var watchBacklog = 4_194_304
  /// From connect to the end of the TLS handshake: its three messages at the worst round trip of a mobile network.
  public var handshakeTime: Duration = .seconds(10)
  /// From the greeting to a successful AUTH.
  public var loginTime: Duration = .seconds(10)
  /// From a line's first octet to its end: 8,192 octets at 5 kbit/s.
  public var startedLineTime: Duration = .seconds(15)
  /// Without any command and without any event: a client that watches what seldom changes says PING now and then.
  public var idleTime: Duration = .seconds(1_800)
  /// Without the client taking one octet of what waits for it.
  public var stalledOutputTime: Duration = .seconds(30)

  public init() {}
}
