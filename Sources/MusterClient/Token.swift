/// Where the token of a login is found. It never comes from the command line, where every user of the machine could read it.
public struct TokenSource: Hashable, Sendable {
  public let path: String
  /// Named by the person (an account or a file): then it must be there. The administrator's own token need not be.
  public let isNamed: Bool

  /// In this order: the account's token under the data directory, the file that was named, the administrator's token.
  /// Throws when `account` could not be a file's name.
  public init(dataDirectory: String, account: String?, file: String?) throws(ClientError) {
    if let account {
      path = try Self.path(of: account, dataDirectory: dataDirectory)
      isNamed = true
    } else if let file, !file.isEmpty {
      path = file
      isNamed = true
    } else {
      path = dataDirectory + "/admin.token"
      isNamed = false
    }
  }

  /// `<data directory>/tokens/NAME`.
  public static func path(of account: String, dataDirectory: String) throws(ClientError) -> String {
    let path = "\(dataDirectory)/tokens/\(account)"
    guard !account.isEmpty, !account.hasPrefix("."), !account.unicodeScalars.contains(where: { $0 == "/" || $0.value < 0x21 })
    else { throw .file(path: path, fault: .content) }
    return path
  }

  /// The token, or nil where none is needed and none is there.
  public func token() throws(ClientError) -> String? {
    if !isNamed && !PrivateFile.exists(path) { return nil }
    let text = String(decoding: try PrivateFile.read(path), as: UTF8.self)
    guard let line = text.split(whereSeparator: \.isNewline).first, line.hasPrefix("mst_"),
      line.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw .file(path: path, fault: .content) }
    return String(line)
  }

  /// What to tell the person about the file's mode: others on this machine could log in with it.
  public var warning: ClientError? { PrivateFile.openMode(path).map { .file(path: path, fault: .open(mode: $0)) } }
}
