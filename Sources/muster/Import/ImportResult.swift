import FoundationEssentials

/// What an import did with each file's rows: the `result` of its job.
struct ImportResult: Decodable {
  struct Counts: Decodable {
    let inserted: Int
    let updated: Int
    let unchanged: Int
  }
  /// By the file's name.
  let files: [String: Counts]

  /// Nil for a text that is no such result.
  init?(_ json: String) {
    guard let read = try? JSONDecoder().decode(ImportResult.self, from: Data(json.utf8)) else { return nil }
    self = read
  }
}
