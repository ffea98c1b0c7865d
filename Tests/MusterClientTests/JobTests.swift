import MusterProtocol
import Testing

@testable import MusterClient
@testable import muster

@Suite("A job that is followed") struct JobTests {
  static let columns = ["id", "state", "progress", "score", "bound", "seats", "filled", "gap", "left"]

  private func figures(_ row: [String?]) throws -> JobFigures {
    try #require(JobFigures(Reply(.ok(), table: Table(columns: Self.columns, rows: [row]))))
  }

  @Test("tells state, seats, gap, score and times, as far as they are known")
  func notes() throws {
    let known = try figures(["J-1", "running", "35", "996", "1000", "15", "14", "0.004000", "127"])
    #expect(
      known.notes(elapsed: 61, .english)
        == ["running", "filled 14 open 1", "gap 0.40%", "2m07s left", "1m01s so far", "score 996 bound 1000"])
    #expect(known.notes(elapsed: 7, .chinese) == ["运行", "满 14 空 1", "差 0.40%", "余 2m07s", "已 7s", "得分 996 上界 1000"])
    let young = try figures(["J-1", "queued", "0", nil, nil, nil, nil, nil, nil])
    #expect(young.notes(elapsed: 0, .english) == ["queued", "0s so far"])
    let done = try figures(["J-1", "done", "100", nil, nil, nil, nil, nil, "0"])
    #expect(done.isOver && done.notes(elapsed: 3_723, .chinese) == ["完成", "已 1h02m"])
    #expect(JobFigures(Reply(.ok())) == nil)
  }

  @Test("asks at the first Ctrl-C, stops it on a yes, keeps what there is on a k, and leaves at the second")
  func dialogue() throws {
    let running = try figures(["J-1", "running", "35", "996", "1000", "15", "14", nil, nil])
    let queued = try figures(["J-1", "queued", "0", nil, nil, nil, nil, nil, nil])
    var dialogue = JobDialogue(canAsk: true)
    #expect(dialogue.answered("y") == .nothing)
    #expect(dialogue.interrupted(running) == .ask)
    #expect(dialogue.isAsking)
    #expect(dialogue.answered("n") == .goOn)
    #expect(!dialogue.isAsking)
    #expect(dialogue.interrupted(running) == .ask)
    #expect(dialogue.interrupted(running) == .leave)
    var stopping = JobDialogue(canAsk: true)
    #expect(stopping.interrupted(running) == .ask)
    #expect(stopping.answered(" 是 ") == .cancel(keeping: false))
    #expect(stopping.interrupted(running) == .leave)
    var keeping = JobDialogue(canAsk: true)
    #expect(keeping.interrupted(running) == .ask)
    #expect(keeping.answered("K") == .cancel(keeping: true))
    var young = JobDialogue(canAsk: true)
    #expect(young.interrupted(queued) == .ask)
    #expect(young.answered("k") == .goOn, "there is nothing to keep yet")
    var script = JobDialogue(canAsk: false)
    #expect(script.interrupted(running) == .leave)
  }

  @Test("shows what there is of a proposal before it asks")
  func question() throws {
    let running = try figures(["J-1", "running", "35", "996", "1000", "15", "14", nil, nil])
    #expect(JobDialogue.question("J-1", running, .chinese).hasPrefix("目前的方案：满 14 空 1 差 0.40% 得分 996 上界 1000\n停止 J-1 吗？[k 留下"))
    let queued = try figures(["J-1", "queued", "0", nil, nil, nil, nil, nil, nil])
    #expect(JobDialogue.question("J-1", queued, .english).hasPrefix("stop J-1? [y/N]"))
  }

  @Test("has a bar that never breaks the line", arguments: 10...130)
  func width(width: Int) throws {
    let notes = try figures(["J-1", "running", "35", "199416", "199452", "109", "108", nil, "7"]).notes(elapsed: 3, .chinese)
    let line = ProgressLine(label: "检查并写入", width: width).draw(done: 35, total: 100, notes: notes)
    #expect(DisplayWidth.of(line) < width, "\(line)")
    #expect(line.hasSuffix("%") || line.contains("% "))
  }

  @Test("loses the last notes first, and shows its bar to scale")
  func bar() {
    let line = ProgressLine(label: "J-1", width: 40)
    #expect(line.draw(done: 50, total: 100, notes: ["运行"]) == "J-1 ███████████░░░░░░░░░░░  50%  运行")
    #expect(
      line.draw(done: 100, total: 100, notes: ["运行", "满 108 空 1", "得分 199416 上界 199452"]).hasSuffix("100%  运行  满 108 空 1"))
    #expect(line.draw(done: 0, total: 0).hasSuffix("░   0%"))
  }
}

@Suite("Long output") struct PagerTests {
  @Test(
    "is paged where PAGER does not say otherwise",
    arguments: [
      ([:], "less -FRX -Ps'Space next page, b back, / find, q back to muster'"), (["LESS": "S"], "less -FRX"),
      (["PAGER": "more"], "more"), (["PAGER": ""], nil), (["PAGER": " cat "], nil),
      (["PAGER": "less"], "less"),
    ] as [([String: String], String?)])
  func command(variables: [String: String], command: String?) {
    #expect(Pager(Environment(variables: variables))?.command == command)
  }

  @Test("counts lines as the window shows them, colours not", arguments: [(21, false), (22, false), (23, true)])
  func long(lines: Int, isLong: Bool) {
    #expect(Pager.isLong(String(repeating: "社区\n", count: lines), width: 80, height: 24) == isLong)
    #expect(
      Pager.isLong(
        String(repeating: "\u{1B}[2m" + String(repeating: "社", count: 40) + "\u{1B}[0m\n", count: lines), width: 80, height: 24)
        == isLong)
  }

  @Test("that is wider than the window takes more lines")
  func wide() {
    #expect(Pager.isLong(String(repeating: "社区服务\n", count: 12), width: 7, height: 24))
  }

  @Test("runs the pager with the text, and says so when there is none")
  func shown() throws {
    let scratch = try Scratch()
    let good = try #require(Pager(Environment(variables: ["PAGER": "tee \(scratch.path)/seen >/dev/null"])))
    #expect(good.show("一\n二\n"))
    #expect(try scratch.read("seen") == "一\n二\n")
    let missing = try #require(Pager(Environment(variables: ["PAGER": "no-such-pager-here 2>/dev/null"])))
    #expect(!missing.show("x\n"))
    let impatient = try #require(Pager(Environment(variables: ["PAGER": "true"])))
    #expect(impatient.show(String(repeating: "x", count: 1 << 20)))
  }
}

@Suite("What ArgumentParser says, in Chinese") struct UsageMessagesTests {
  @Test(
    "is known for what people do wrong",
    arguments: [
      (["--sever", "x"], "没有选项 --sever；是 --server 吗？"), (["--bogus"], "没有选项 --bogus"), (["--server"], "--server"),
      (["--color", "red"], "“red”不能作"), (["--retry", "x"], "“x”不能作"),
    ] as [([String], String)])
  func known(arguments: [String], chinese: String) {
    do {
      _ = try SendCommand.parse(arguments)
      Issue.record("parsed")
    } catch {
      let message = SendCommand.message(for: error)
      #expect(UsageMessages.chinese(message)?.contains(chinese) == true, "\(message)")
    }
  }
}
