import Postgres

/// Counts for the operator: how many things there are and how jobs stand, without a row of anybody.
public enum Census {
  /// Names and numbers in a fixed order; empty for every role but the operator's.
  public static let query = Query<(name: String, value: Int64)>("SELECT name, value FROM muster.census()") { row in
    let (name, value) = try row.decode(String.self, Int64.self)
    return (name, value)
  }

  /// The server's version, e.g. `15.18`.
  public static let server = Query<String>.value("SELECT split_part(current_setting('server_version'), ' ', 1)")
}
