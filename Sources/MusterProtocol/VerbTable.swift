import MusterDomain

/// Every verb of protocol 1. The rows stand in `Verbs/`, a file for each part of the work.
public enum VerbTable {
  /// In the order of HELP.
  public static let rows: [VerbRow] =
    session + places + people + events + needs + calendar + rosters + assignments + attendance + messages + totals + imports
    + batch + push + operation

  /// The row of a verb, in any case.
  public static func row(_ name: some StringProtocol) -> VerbRow? { row(octets: name.utf8) }

  static func row(octets: some Sequence<UInt8>) -> VerbRow? { VerbKey(octets).flatMap { byKey[$0] } }

  private static let byKey: [VerbKey: VerbRow] = rows.reduce(into: [:]) { table, row in
    if let key = VerbKey(row.name.utf8) { table[key] = row }
  }
}
