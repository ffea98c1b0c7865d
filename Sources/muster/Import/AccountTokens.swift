import MusterClient
import MusterProtocol

/// A token for each account that has no file for one yet, saved where `--as NAME` looks. What the server shows once is on
/// disk before anything is said.
struct AccountTokens {
  let session: Session
  let screen: Screen
  let dataDirectory: String

  func make(for accounts: [String]) async throws {
    for account in accounts {
      let path = try TokenSource.path(of: account, dataDirectory: dataDirectory)
      if PrivateFile.exists(path) { continue }
      let reply = try await session.run(try Outgoing(words: ["TOKEN", "add=\(account)"]))
      guard reply.final.word == .ok, let token = reply.final.fields.first(where: { $0.name == "token" })?.value else {
        screen.showFinal(reply.final)
        throw Ending(reply.final.word == .ok ? .bad : reply.final.word)
      }
      try PrivateFile.write(Array("\(token)\n".utf8), to: path)
      screen.note(screen.language.choose("\(account) 的令牌在 \(path)", "\(account): token in \(path)"))
    }
  }
}
