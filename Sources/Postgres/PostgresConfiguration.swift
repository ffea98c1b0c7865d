/// Where the server is and how this client behaves towards it.
///
/// `conninfo` is any libpq string or URI; several hosts with `target_session_attrs` are allowed. `sessionSettings` are
/// given to the server while connecting (`-c name=value`), so that they hold on every connection without a round trip.
public struct PostgresConfiguration: Sendable {
  public var conninfo: String
  /// Connections that all short reads share. A server process answers the reads of its connection one after the other: as many
  /// as the server has processors to spare for them.
  public var pipelined: Int
  /// Exclusive connections at most, besides the pipelined ones and those that listen.
  public var leased: Int
  /// Seconds that a caller waits for an exclusive connection before `PostgresError.poolExhausted`.
  public var waitSeconds: Double
  /// Server settings, for example `("statement_timeout", "5s")`.
  public var sessionSettings: [(String, String)]
  /// Prepared statements kept on each connection: about 512 texts of a kilobyte are half a megabyte in the server.
  public var preparedStatements = 512
  /// Seconds for one host to answer while connecting, unless `conninfo` says `connect_timeout`.
  public var connectSeconds = 5

  public init(
    conninfo: String, pipelined: Int = 1, leased: Int = 4, waitSeconds: Double = 2, sessionSettings: [(String, String)] = []
  ) {
    self.conninfo = conninfo
    self.pipelined = max(1, pipelined)
    self.leased = max(1, leased)
    self.waitSeconds = waitSeconds
    self.sessionSettings = sessionSettings
  }
}
