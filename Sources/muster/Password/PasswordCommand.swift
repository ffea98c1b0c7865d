import ArgumentParser
import MusterClient
import MusterProtocol

/// `muster password [NAME]`: sets a password. What leaves this machine is what proves it, never the password.
struct PasswordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "password",
    abstract: "设定登录密码 / sets the password of a login",
    discussion: """
      在终端上问两次，不回显。至少 \(PasswordRules.minimum) 个字符，最常见的几百个不收。密码不发给服务器，
      只发由它算出的校验值。改了密码，用旧密码登录的其他会话须重新登录；令牌不受影响。
      Asks twice on the terminal, without echo. At least \(PasswordRules.minimum) characters, and none of the few hundred most
      common ones. The password is not sent, only what proves it. Other sessions that came
      by the old one have to log in again; tokens stay.

      例 / Examples:
        muster --as staff-31 password            (自己的 / one's own)
        muster --user staff-31 password          (用旧密码登录后改 / after a login by the old one)
        muster password staff-31                 (管理员为别人 / an administrator, for somebody)
      """)

  @OptionGroup var options: Options

  @ArgumentParser.Argument(help: "账号；不写即自己 / the account; one's own where it is left out")
  var name: String?

  @Option(help: "新密码在此文件的第一行 / the new password is this file's first line")
  var newPasswordFile: String?

  @Flag(help: "取消密码登录 / no login by password any longer")
  var remove = false

  mutating func validate() throws {
    guard !(remove && newPasswordFile != nil) else {
      throw ValidationError("--remove 与 --new-password-file 不能同用 / --remove excludes --new-password-file")
    }
  }

  mutating func run() async throws {
    let environment = Environment.current()
    let screen = Screen(options, environment)
    do {
      // Who logs in by the old one is asked for that first.
      let session = try options.session(environment, screen)
      var words = ["PASSWORD"] + (name.map { ["user=\($0)"] } ?? [])
      words.append(remove ? "remove=yes" : "verifier=\(try verifier(screen))")
      let reply = try await session.run(try Outgoing(words: words))
      await session.close()
      _ = screen.show(reply)
      if reply.final.word != .ok { throw Ending(reply.final.word) }
    } catch let error as ClientError {
      screen.fail(error)
      throw Ending(error)
    }
  }

  private func verifier(_ screen: Screen) throws(ClientError) -> String {
    let user = name ?? options.user ?? options.account
    let password = try newPassword(screen)
    try PasswordRules.check(password, user: user)
    return try PasswordLogin(user: user ?? "-", password: password).verifier()
  }

  private func newPassword(_ screen: Screen) throws(ClientError) -> String {
    if let newPasswordFile { return try PasswordSource.file(newPasswordFile, screen) }
    let first = try PasswordSource.ask(screen.language.choose("新密码：", "New password: "))
    let second = try PasswordSource.ask(screen.language.choose("再输一次：", "Once more: "))
    guard first == second else { throw .password(.mismatch) }
    return first
  }
}
