/// The best score and bound that anybody reached for an instance, and which bytes the instance has
/// (`Tests/Roster/best-known.json`).
public struct BestKnown: Sendable, Equatable {
  public var score: Int?
  public var bound: Int?
  /// HiGHS or CP-SAT proved the score best.
  public var isOptimal: Bool
  /// Lower-case hexadecimal.
  public var sha256: String?

  public init(score: Int? = nil, bound: Int? = nil, isOptimal: Bool = false, sha256: String? = nil) {
    self.score = score
    self.bound = bound
    self.isOptimal = isOptimal
    self.sha256 = sha256
  }

  /// The entries by the maker's arguments, such as `--size m --seed 1`.
  public static func table(_ json: JSONValue) -> [String: BestKnown] {
    var table: [String: BestKnown] = [:]
    for (key, entry) in json["entries"]?.pairs ?? [] {
      table[key] = BestKnown(
        score: entry["score"]?.int, bound: entry["bound"]?.int, isOptimal: entry["optimal"]?.bool ?? false,
        sha256: entry["sha256"]?.string)
    }
    return table
  }
}
