import ArgumentParser
import Glibc
import MusterClient
import MusterProtocol

/// `muster VERB …`, `muster -f FILE`, a pipe, or the prompt: all that becomes commands for the server.
struct SendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "muster",
    abstract: "报到的客户端：排志愿服务的班 / Muster's client: schedules volunteers",
    usage: """
      muster [options] VERB [argument | name=value] ...
      muster [options] -f FILE
      muster [options]                 (终端上是提示符 / a prompt on a terminal; else reads standard input)
      muster import DIRECTORY [--dry]
      muster password [NAME]
      muster sample DIRECTORY --city NAME
      muster solve INSTANCE --plan PLAN
      muster help [VERB | import | password | sample | solve]
      muster --version
      """,
    discussion: """
      例 / Examples:
        muster --as staff EVENTS from=2026-05-04 to=2026-05-11
        muster --as staff WHOAMI                  (scope= 即下面的 AREA / is AREA below)
        muster --as staff NEED.ADD title="陪诊 两小时" area=AREA \\
          domain=health times=2026-05-05T08:00/2026-05-05T11:00
        muster --as staff --wait SOLVE area=AREA from=2026-05-04 to=2026-05-11
        muster --as staff --json TEAMS | jq -r 'select(.row).row.name'
        printf 'PING\\nWHOAMI\\n' | muster --as staff
        muster help SHIFT.ADD

      选项写在动词之前。动词不分大小写；小写的 import、password、sample、solve、help 属于本程序。
      Options stand before the verb. Verbs are written in any case; lower-case
      import, password, sample, solve and help are muster's own.

      文件和管道：每行一条命令，# 开头的行和空行跳过。会改数据的命令等前面的都成功才发出；
      一有失败即停，除非 --keep-going。
      Files and pipes: one command a line; empty lines and lines that begin with #
      are skipped. What changes something is sent when all before it went well; the
      first failure ends it, unless --keep-going.

      管道中没有行的 OK 也是一行 TSV：它的字段。--json 每行一个对象，最后是 {"final":…}。
      In a pipe an OK without rows is one row of its fields; --json prints one
      object a row, then {"final":…}.

      会改数据的命令自带 key=，发送前存盘；断线后自动重发，不会做两次。
      What changes something gets a key=, on disk before it is sent, so that a cut
      connection is repeated safely.

      退出码 / Exit status: OK 0, NO 1, BAD 2, LATER 3, UNSURE 4,
      BYE 或无连接 / no connection 5.
      """)

  static let namesWithValue: Set<String> = ["-f", "--file"]

  @OptionGroup var options: Options

  @Option(name: .shortAndLong, help: "从文件读命令，- 是标准输入 / commands from FILE, - is standard input")
  var file: String?

  @Flag(help: "失败后继续，并且不等前一条 / goes on after a failure and does not wait for the one before")
  var keepGoing = false

  @Flag(help: "等任务（如 SOLVE）做完，显示进度 / follows the job that a command queues until it ends")
  var wait = false

  /// Set by `Main`: a verb's arguments are not this parser's to judge.
  var words: [String] = []

  enum CodingKeys: CodingKey { case options, file, keepGoing, wait }

  mutating func run() async throws {
    let environment = Environment.current()
    let screen = Screen(options, environment)
    do {
      try await run(environment, screen)
    } catch let error as ClientError {
      screen.fail(error)
      throw Ending(error)
    }
  }

  private func run(_ environment: Environment, _ screen: Screen) async throws {
    if !words.isEmpty {
      guard file == nil else {
        throw ValidationError(
          "-f 文件和动词不能同时用：命令要么写在命令行，要么写在文件里 / -f FILE and a verb exclude each other: "
            + "commands stand on the command line or in a file")
      }
      let command = try oneCommand(screen)
      let session = try options.session(environment, screen)
      try await OneShot(session: session, screen: screen, waits: wait).run(command)
      return
    }
    let session = try options.session(environment, screen)
    if file == nil && environment.isInputTerminal {
      try await Prompt(
        session: session, screen: screen, history: History(path: options.stateDirectory(environment) + "/history")
      ).run()
    } else {
      let source = try ScriptSource(path: file ?? "-")
      try await Script(session: session, screen: screen, keepsGoing: keepGoing).run(source)
    }
  }

  private func oneCommand(_ screen: Screen) throws -> Outgoing {
    if let option = Route.misplaced(words) {
      screen.note(
        screen.language.choose("\(option) 要写在 \(words[0]) 之前", "\(option) belongs before \(words[0])"))
      throw Ending.notUnderstood
    }
    if let broken = Environment.brokenArgument() { throw ClientError.unsendable(.notUTF8(broken)) }
    return try Outgoing(words: words)
  }
}

/// One command, its answer, and the exit status of its final word.
struct OneShot {
  let session: Session
  let screen: Screen
  var waits = false

  func run(_ command: Outgoing) async throws {
    try await session.submit(command)
    guard let answer = try await session.next() else { throw ClientError.lost(nil) }
    var shown = answer.reply
    if waits, shown.final.word == .ok, let job = shown.value(of: "job") ?? command.job {
      let ended = try await JobWatch(session: session, screen: screen).run(job, label: job)
      shown = ended.reply
      _ = screen.show(shown)
      await session.close()
      if ended.state != "done" { throw Ending.refused }
      return
    }
    _ = screen.show(answer)
    await session.close()
    if shown.final.word != .ok { throw Ending(shown.final.word) }
  }
}

/// `muster help VERB`, from the table that the client carries: no server is asked.
enum HelpTopic {
  static func show(_ topic: String, _ options: Options) throws {
    let screen = Screen(options, .current())
    switch topic.lowercased() {
    case "protocol": return _ = screen.write(ProtocolPage.plain(in: options.lang), to: STDOUT_FILENO)
    case "protocol.md": return _ = screen.write(ProtocolPage.markdown(in: options.lang), to: STDOUT_FILENO)
    default: break
    }
    let reply = HelpPages.reply(topic: topic, role: nil, language: options.lang)
    if let table = reply.table {
      _ = screen.showTable(table)
    } else {
      screen.showFinal(reply.final)
      throw Ending(reply.final.word)
    }
  }
}
