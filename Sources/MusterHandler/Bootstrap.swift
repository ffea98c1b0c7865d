import MusterDomain
import MusterStore

/// What the daemon does for itself before anybody can log in.
public enum Bootstrap {
  /// Makes a token without an end for the account `admin`, which every city has, and gives its text.
  public static func administratorToken(_ environment: Environment) async throws -> String {
    guard let admin = try await environment.store.principal(named: "admin") else { throw StoreError.missing(what: "admin") }
    let token = TokenText.random()
    return try await environment.store.transact(as: admin, at: environment.now()) { transaction in
      try await transaction.addToken(
        id: token.id, secret: token.secret, account: admin.account, label: "admin.token", expires: nil)
      try await transaction.audit("TOKEN", objects: [token.id])
      return token.text
    }
  }
}
