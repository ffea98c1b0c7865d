import ArgumentParser
import MusterCity
import MusterClient
import MusterProtocol

/// `muster import DIRECTORY`: a city's CSV files into the database, all or nothing.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "导入一个目录里的 CSV 文件，要么全部成功，要么什么都不改 / loads the CSV files of a folder, all or nothing",
    discussion: """
      \(CityFile.allCases.map(\.name).joined(separator: " "))

      UTF-8（有无 BOM 均可）或 GB18030；哪些文件都可以缺。有错则逐条列出文件、行、列，退出码 1。
      UTF-8, with or without a byte-order mark, or GB18030; any of the files may be missing. Every bad row is listed with
      file, line and column, and the exit status is 1.

      accounts.csv 中还没有令牌文件的账号，各得一个令牌：<data-directory>/tokens/NAME。
      Each account of accounts.csv that has no token file yet gets one: <data-directory>/tokens/NAME.

      例 / Examples:
        muster import city/ --dry
        muster import city/
      """)

  @OptionGroup var options: Options

  @ArgumentParser.Argument(help: "目录 / the folder")
  var directory: String

  @Flag(help: "只检查，不写入 / checks everything, writes nothing")
  var dry = false

  mutating func run() async throws { try await run(.current()) }

  func run(_ environment: Environment) async throws {
    let screen = Screen(options, environment)
    do {
      let files = try ImportDirectory(directory).files
      let session = try options.session(environment, screen)
      try await ImportFlow(session: session, screen: screen, files: files, isDry: dry).run()
      if !dry, let accounts = files.first(where: { $0.kind == .accounts }) {
        try await AccountTokens(session: session, screen: screen, dataDirectory: options.dataDirectory)
          .make(for: CityFiles.accountNames(accounts.content))
      }
      await session.close()
    } catch let error as ClientError {
      screen.fail(error)
      throw Ending(error)
    } catch let fault as ImportDirectory.Fault {
      screen.note(fault.sentence(screen.language))
      throw Ending.notUnderstood
    }
  }
}

extension ImportDirectory.Fault {
  func sentence(_ language: Language) -> String {
    switch self {
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .unknown(let names):
      language.choose("不认识的文件：", "files that no import knows: ") + names.joined(separator: " ")
        + language.choose("。认识的有：", ". Known: ") + CityFile.allCases.map(\.name).joined(separator: " ")
    case .empty(let path): language.choose("\(path) 里没有 CSV 文件", "no CSV file in \(path)")
    }
  }
}
