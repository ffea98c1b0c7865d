/// Which passwords this client sets. The server never sees one, so that these rules can only be the client's.
public enum PasswordRules {
  /// NIST SP 800-63B, 3.1.1.2: at least eight characters, none of the common ones, and no rules of composition.
  public static let minimum = 8

  /// Throws `ClientError.password`.
  public static func check(_ password: String, user: String?) throws(ClientError) {
    guard password.unicodeScalars.count >= minimum else { throw .password(.tooShort(minimum: minimum)) }
    let lower = password.lowercased()
    let isName = user.map { !$0.isEmpty && lower == $0.lowercased() } ?? false
    guard !isName, !CommonPasswords.all.contains(lower), !isRun(lower), !repeats(lower) else { throw .password(.common) }
  }

  /// Each character the next after, or before, the one before it: `abcdefgh`, `87654321`; or the same.
  private static func isRun(_ text: String) -> Bool {
    let values = text.unicodeScalars.map { Int($0.value) }
    let steps = Set(zip(values, values.dropFirst()).map { $1 - $0 })
    return steps.count == 1 && [-1, 0, 1].contains(steps.first ?? 2)
  }

  /// One to four characters, over and over.
  private static func repeats(_ text: String) -> Bool {
    let values = Array(text.unicodeScalars)
    return (1...4).contains { length in
      values.count > length && values.indices.allSatisfy { values[$0] == values[$0 % length] }
    }
  }
}
