extension CityFiles {
  /// How many rows one file holds, its header not counted; nil if it cannot be read as text. For showing sizes: it checks
  /// nothing.
  public static func countRows(_ bytes: [UInt8]) -> Int? {
    guard let text = try? TextEncoding.decode(bytes) else { return nil }
    return max(0, CSVTable(text).records.count - 1)
  }

  /// The accounts that an `accounts.csv` names, in its order; rows at fault are left out.
  public static func accountNames(_ bytes: [UInt8]) -> [String] {
    RowFile<AccountRow>(bytes, log: ProblemLog()).rows.map(\.name)
  }
}
