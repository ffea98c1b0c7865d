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
      muster watch WHAT [name=value ...]
      muster password [NAME]
      muster profiles [--use NAME]
      muster completion bash|zsh|fish
      muster sample DIRECTORY --city NAME
      muster solve INSTANCE --plan PLAN
      muster help [VERB | import | watch | password | profiles | completion | sample | solve | protocol]
      muster --version
      """,
    discussion: """
      例 / Examples:
        muster --as staff EVENTS from=2026-05-04 to=2026-05-11
        muster --as staff WHOAMI                  (scope= 即下面的 AREA / is AREA below)
        muster --as staff NEED.ADD title="陪诊 两小时" area=AREA \\
          domain=health times=2026-05-05T08:00/2026-05-05T11:00
        muster --as staff --wait SOLVE area=AREA from=2026-05-04 to=2026-05-11
        muster --as staff --all MEMBERS q=张
        muster watch assignments event=E-214 --as staff
        muster --as staff --json TEAMS | jq -r 'select(.row).row.name'
        printf 'PING\\nWHOAMI\\n' | muster --as staff
        muster help SHIFT.ADD

      选项写在动词之前。动词不分大小写；小写的 import、watch、password、profiles、completion、
      sample、solve、help 属于本程序。
      Options stand before the verb. Verbs are written in any case; lower-case
      import, watch, password, profiles, completion, sample, solve and help are
      muster's own.

      选项先于环境变量，环境变量先于配置（muster help profiles），配置先于内置值。
      An option counts more than the environment, that more than the profile
      (muster help profiles), and that more than what is built in.

      提示符：Tab 补全，? 看用法，Ctrl-R 找以前的行，Ctrl-C 放弃，Ctrl-D 结束；粘贴的多行按回车
      才执行。
      The prompt: Tab completes, ? shows usage, Ctrl-R looks back, Ctrl-C gives up,
      Ctrl-D ends; pasted lines run when Enter is pressed.

      等任务时：Ctrl-C 问是否停止，再按则离开，任务继续（退出码 4）。
      While a job is followed Ctrl-C asks whether to stop it, a second one leaves it
      running (status 4).

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
  static let flags: Set<String> = ["--keep-going", "--wait", "--all"]

  @OptionGroup var options: Options

  @Option(name: .shortAndLong, help: "从文件读命令，- 是标准输入 / commands from FILE, - is standard input")
  var file: String?

  @Flag(help: "失败后继续 / goes on after a failure")
  var keepGoing = false

  @Flag(help: "等任务（如 SOLVE）做完，显示进度 / follows the job that a command queues, to its end")
  var wait = false

  @Flag(help: "列表的所有页 / all pages of a list")
  var all = false

  /// Set by `Main`: a verb's arguments are not this parser's to judge.
  var words: [String] = []

  enum CodingKeys: CodingKey { case options, file, keepGoing, wait, all }

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
      let settings = try options.settings(environment, screen)
      if command.watches { return try await WatchFlow(settings: settings, screen: screen).run(WatchRequest(command)) }
      let session = options.session(settings, environment)
      try await OneShot(session: session, screen: screen, waits: wait, wantsAll: all, typed: words.first).run(command)
      return
    }
    let isPrompt = file == nil && environment.isInputTerminal
    guard isPrompt || !(all || wait) else {
      throw ValidationError(
        "--all 和 --wait 只用于一条命令或提示符 / --all and --wait are for one command, or the prompt")
    }
    let settings = try options.settings(environment, screen)
    let session = options.session(settings, environment)
    if isPrompt {
      let history = History(stateDirectory: options.stateDirectory(environment), server: settings.address)
      try await Prompt(session: session, screen: screen, history: history, settings: settings, wantsAll: all).run()
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
  var wantsAll = false
  /// The verb as it was typed.
  var typed: String?

  func run(_ command: Outgoing) async throws {
    if wantsAll {
      let final = try await AllPages(session: session, screen: screen).run(command)
      await session.close()
      if final.word != .ok { throw Ending(final.word) }
      return
    }
    if waits { return try await Interrupts.counted { try await follow(command) } }
    let reply = try await ask(command)
    await session.close()
    if reply.final.word != .ok { throw Ending(reply.final.word) }
  }

  /// To the end of the job that it queues or asks after. Ctrl-C counts from the beginning: it must not fall between two answers.
  private func follow(_ command: Outgoing) async throws {
    let before = Interrupts.seen
    try await session.submit(command)
    guard let answer = try await session.next() else { throw ClientError.lost(nil) }
    guard answer.reply.final.word == .ok, let job = answer.reply.value(of: "job") ?? command.job else {
      _ = screen.show(answer)
      await session.close()
      if answer.reply.final.word != .ok { throw Ending(answer.reply.final.word) }
      return
    }
    let ended = try await JobWatch(session: session, screen: screen, interruptsBefore: before).run(job, label: job)
    screen.showEnded(ended.reply)
    await session.close()
    if ended.state != "done" { throw Ending.refused }
  }

  private func ask(_ command: Outgoing) async throws -> Reply {
    try await session.submit(command)
    guard let answer = try await session.next() else { throw ClientError.lost(nil) }
    _ = screen.show(answer)
    if answer.reply.final.code == .verb, let typed, let near = Spelling.nearest(to: typed, among: Route.locals.sorted()) {
      screen.note(screen.language.choose("本程序自己的命令是小写的 \(near)", "muster's own command is \(near), in lower case"))
    }
    return answer.reply
  }
}

/// `muster help VERB`, from the table that the client carries: no server is asked.
enum HelpTopic {
  static func show(_ topic: String, _ options: Options) throws {
    let screen = Screen(options, .current())
    switch topic.lowercased() {
    case "protocol": return _ = screen.write(ProtocolPage.plain(in: screen.language), to: STDOUT_FILENO)
    case "protocol.md": return _ = screen.write(ProtocolPage.markdown(in: screen.language), to: STDOUT_FILENO)
    default: break
    }
    let reply = HelpPages.reply(topic: topic, role: nil, language: screen.language)
    if let table = reply.table {
      _ = screen.showTable(table)
    } else {
      screen.showFinal(reply.final)
      throw Ending(reply.final.word)
    }
  }
}
