import ArgumentParser
import MusterClient
import MusterProtocol

/// `muster profiles`: what is in the configuration folder, and which of it is used by default.
struct ProfilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles",
    abstract: "列出配置，标出默认的 / lists the profiles and marks the default one",
    discussion: """
      配置在 $XDG_CONFIG_HOME/muster（或 ~/.config/muster），每个一个文件：NAME.conf，例如
      A profile is a file NAME.conf in $XDG_CONFIG_HOME/muster (or ~/.config/muster), such as

        # 河西社区 / the west community
        server     = muster.example.cn:7117
        token-file = west.token
        lang       = zh-CN
        tz         = Asia/Shanghai

      项名与选项同名 / Keys are named as the options:
        \(ProfileFile.keys.joined(separator: " "))
      相对路径从配置目录算起，~/ 是主目录；令牌和密码不写在里面。
      Relative paths begin at that folder, ~/ at home. No token and no password stands in it.

      次序：选项，环境变量（MUSTER_SERVER MUSTER_TOKEN_FILE NO_COLOR），配置，内置值。
      Order: option, environment, profile, built-in. The profile is that of --profile,
      else of MUSTER_PROFILE, else the default one; --profile none uses none.

      例 / Examples:
        muster profiles
        muster profiles --use west
        muster --profile west AGENDA
      """)

  @OptionGroup var options: Options

  @Option(help: "以后默认用这个 / makes this one the default")
  var use: String?

  func run() throws { try run(.current()) }

  func run(_ environment: Environment) throws {
    let screen = Screen(options, environment)
    guard let folder = ProfileFolder(environment) else {
      screen.note(screen.language.choose("没有 HOME，找不到配置目录", "no HOME: there is no configuration folder"))
      throw Ending.notUnderstood
    }
    do throws(ProfileFolder.Fault) {
      if let use { try folder.setDefault(use) }
      try show(folder, screen)
    } catch {
      screen.note(error.sentence(screen.language))
      throw Ending.notUnderstood
    }
  }

  /// Throws the first fault once all have been listed.
  private func show(_ folder: ProfileFolder, _ screen: Screen) throws(ProfileFolder.Fault) {
    let chosen = try folder.defaultName()
    var table = Table(columns: ["name", "default", "server", "login", "file"])
    var fault: ProfileFolder.Fault?
    for name in folder.names {
      var profile: ProfileFile?
      do throws(ProfileFolder.Fault) { profile = try folder.read(name) } catch { fault = fault ?? error }
      table.rows.append([name, name == chosen ? "yes" : nil, profile?.value("server"), profile?.login, folder.path(of: name)])
    }
    if table.rows.isEmpty {
      screen.note(
        screen.language.choose(
          "\(folder.path) 里还没有配置；muster help profiles 有例子", "no profile in \(folder.path); muster help profiles shows one"))
    } else {
      _ = screen.showTable(table)
    }
    if let fault { throw fault }
  }
}

extension ProfileFile {
  /// As whom, without saying anything secret.
  fileprivate var login: String? {
    if value("peer") == "yes" { return "peer" }
    return value("user") ?? value("as") ?? value("token-file")
  }
}
