import MusterDomain
import MusterProtocol
import MusterStore

/// What a token's `verbs=` allows: verbs by name, groups of the verb table, and `read` for all that change nothing. The session's
/// own verbs (HELP, WHOAMI and the like) are always allowed.
enum TokenScope {
  /// Verbs that make or widen rights: a token that is limited in any way has none of them, or it could rid itself of its limits.
  static let ofRights: Set<String> = ["USER.SET", "TOKEN", "PASSWORD"]
  static let reading = "read"

  /// In the one spelling that is kept. Some groups have a verb's name: in lower case it is the group. Nil where a word is no
  /// verb, no group and not `read`, or stands twice.
  static func canonical(_ text: String) -> [String]? {
    var words: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word: String
      if part.lowercased() == reading {
        word = reading
      } else if let group = VerbGroup(rawValue: String(part)) {
        word = group.rawValue
      } else if let row = VerbTable.row(part) {
        word = row.name
      } else {
        return nil
      }
      guard !words.contains(word) else { return nil }
      words.append(word)
    }
    return words
  }

  static func allows(_ row: VerbRow, _ words: [String]?) -> Bool {
    guard let words, row.group != VerbGroup.session.rawValue else { return true }
    return words.contains(row.name) || words.contains(row.group) || (!row.changes && words.contains(reading))
  }

  /// Throws DENIED with what is in the way.
  static func check(_ row: VerbRow, _ principal: Principal) throws(Answer) {
    guard let limits = principal.limits else { return }
    guard !ofRights.contains(row.name) else {
      throw Answer.denied("受限的令牌不能用 \(row.name)", "a limited token may not use \(row.name)")
    }
    guard allows(row, limits.verbs) else {
      throw Answer.denied("此令牌不能用 \(row.name)（verbs=）", "this token may not use \(row.name) (verbs=)")
    }
  }
}
