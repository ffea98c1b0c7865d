import Glibc
import MusterClient
import MusterProtocol

/// A bare `muster` on a terminal: one command a line, with history and completion. Each window has its own connection; what a
/// lost one left unanswered is repeated by the session.
struct Prompt {
  let session: Session
  let screen: Screen
  let history: History
  /// For a WATCH, which has a connection of its own.
  let settings: Session.Settings
  var wantsAll = false

  func run() async throws {
    guard let keyboard = Keyboard() else { return }
    _ = try await session.greeting()
    var typist = Typist(keyboard: keyboard, screen: screen, completion: VerbCompletion(catalogue: await catalogue()))
    screen.note(
      screen.language.choose("Tab 补全，? 看用法，HELP 是帮助，Ctrl-D 结束", "Tab completes, ? shows usage, HELP for help, Ctrl-D to end"))
    typist.lines = history.load()
    while let text = typist.read() {
      let lines = text.split(separator: "\n").map { $0.trimmedOfBlanks }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
      for line in lines where History.isWorthKeeping(line) && typist.lines.last != line {
        history.add(line)
        typist.lines.append(line)
      }
      guard await answer(lines, &typist.completion.known) else { break }
    }
    await session.close()
  }

  /// The server's own verbs; the client's where it does not say.
  private func catalogue() async -> VerbCatalogue {
    let builtIn = VerbCatalogue.builtIn(screen.language)
    guard let ask = try? Outgoing(words: ["HELP", "verbs"]), let reply = try? await session.run(ask) else { return builtIn }
    return reply.table.flatMap { VerbCatalogue($0) } ?? builtIn
  }

  /// One after the other; of several that were pasted, none behind one that failed. False when the session is over.
  private func answer(_ lines: [String], _ known: inout KnownValues) async -> Bool {
    for (index, line) in lines.enumerated() {
      if lines.count > 1 { screen.note("> \(line)") }
      switch await answer(line, &known) {
      case .over: return false
      case .done: continue
      case .failed:
        let left = lines.count - index - 1
        if left > 0 {
          screen.note(screen.language.choose("后面 \(left) 行没有发出", "\(left) lines behind it were not sent"))
        }
        return true
      }
    }
    return true
  }

  private enum Outcome { case done, failed, over }

  private func answer(_ line: String, _ known: inout KnownValues) async -> Outcome {
    guard let command = command(line) else { return .failed }
    do {
      return try await Interrupts.counted { try await answer(command, &known) }
    } catch let error as ClientError {
      screen.fail(error)
    } catch is Impatience {
      screen.note(
        screen.language.choose(
          "没有等答复；它可能已经做了。再发同样的命令会沿用它的键，不会做两次",
          "not waited for: it may have been done. The same command again takes up its key and does nothing twice"))
    } catch is Ending {
      // It was said already.
    } catch {
      screen.note("\(error)")
    }
    return .failed
  }

  private func answer(_ command: Outgoing, _ known: inout KnownValues) async throws -> Outcome {
    if command.watches {
      try await WatchFlow(settings: settings, screen: screen).run(WatchRequest(command))
      return .done
    }
    if wantsAll, command.row?.pages == true {
      return try await AllPages(session: session, screen: screen).run(command).word == .ok ? .done : .failed
    }
    guard let answer = try await Impatience.next(of: session, command) else { return .done }
    known.learn(answer.reply)
    _ = screen.show(answer)
    guard answer.reply.final.word == .ok else { return answer.reply.final.word == .bye ? .over : .failed }
    if let job = answer.reply.final.fields.first(where: { $0.name == "job" })?.value, command.row?.name != "CANCEL" {
      let ended = try await JobWatch(session: session, screen: screen).run(job, label: job)
      known.learn(ended.reply)
      screen.showEnded(ended.reply)
      return ended.state == "done" ? .done : .failed
    }
    return command.row?.name == "QUIT" ? .over : .done
  }

  private func command(_ text: String) -> Outgoing? {
    if let word = text.split(separator: " ").first, Route.locals.contains(String(word)) {
      screen.note(screen.language.choose("\(word) 请在命令行用：muster \(word) …", "\(word) is for the shell: muster \(word) …"))
      return nil
    }
    var framer = LineFramer()
    framer.append(Array((text + "\n").utf8))
    guard case .line(let line, nil) = framer.next() else {
      screen.note(screen.language.choose("{n} 后的内容请用文件：muster -f FILE", "what follows {n} comes from a file: muster -f FILE"))
      return nil
    }
    let command = Outgoing(line: line)
    if command.isWatch, command.isJSON {
      screen.fail(.unsendable(.watch))
      return nil
    }
    return command
  }
}

/// Ctrl-C while an answer is waited for: the connection is given up, the prompt stays.
struct Impatience: Error {
  static func next(of session: Session, _ command: Outgoing) async throws -> Session.Answer? {
    let before = Interrupts.seen
    try await session.submit(command)
    return try await withThrowingTaskGroup(of: Session.Answer?.self) { group in
      group.addTask { try await session.next() }
      group.addTask {
        while Interrupts.seen == before { try await Task.sleep(for: .milliseconds(50)) }
        throw Impatience()
      }
      defer { group.cancelAll() }
      do {
        return try await group.next() ?? nil
      } catch {
        if error is Impatience {
          group.cancelAll()
          await session.close()
        }
        throw error
      }
    }
  }
}
