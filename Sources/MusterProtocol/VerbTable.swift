import MusterDomain

/// Every verb of protocol 1. The rows stand in `Verbs/`, a file for each part of the work.
public enum VerbTable {
  /// In the order of HELP.
  public static let rows: [VerbRow] =
    session + places + people + events + needs + rosters + assignments + attendance + totals + imports + batch + push
    + operation

  /// The row of a verb, in any case.
  public static func row(_ name: some StringProtocol) -> VerbRow? { byName[name.uppercased()] }

  private static let byName = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })
}
