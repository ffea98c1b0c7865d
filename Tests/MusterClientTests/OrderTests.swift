import MusterProtocol
import NIOConcurrencyHelpers
import Testing

@testable import MusterClient

@Suite("The order of a session's commands") struct OrderTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func command(_ line: String) -> Outgoing { Outgoing(line: Array(line.utf8)) }

  private func flight(_ line: String, batch: Int? = nil, isOrdered: Bool = true, isHeld: Bool = false) -> Flight {
    var flight = Flight(command: command(line), key: nil, batch: batch, isOrdered: isOrdered)
    if !isHeld { flight.state = .answered(Reply(.ok())) }
    return flight
  }

  @Test(
    "lets what reads go on behind anything, and what changes something, or the session, behind nothing",
    arguments: [
      ("EVENTS", ["EVENTS", "ACCEPT P-1", "SET tz=UTC"], true), ("ACCEPT P-2", [], true), ("ACCEPT P-2", ["EVENTS"], false),
      ("ACCEPT P-2", ["ACCEPT P-1"], false), ("SET tz=UTC", ["EVENTS"], false), ("QUIT", ["EVENTS"], false),
      ("NOSUCH", ["EVENTS"], false), ("EVENTS", ["BEGIN"], false), ("EVENTS", ["COMMIT dry=yes"], false),
      ("BEGIN", ["EVENTS"], false), ("BEGIN", ["ACCEPT P-1"], false),
      ("{\"verb\":\"ACCEPT\",\"assignment\":\"P-1\"}", ["EVENTS"], false),
    ] as [(String, [String], Bool)])
  func mayFollow(line: String, before: [String], may: Bool) {
    #expect(flight(line).mayFollow(before.map { flight($0) }) == may)
  }

  @Test("lets nothing pass what is held back, parts of a batch follow each other, and what has no order follow all but SET")
  func special() {
    #expect(!flight("EVENTS").mayFollow([flight("EVENTS", isHeld: true)]))
    #expect(flight("ACCEPT P-2", batch: 1).mayFollow([flight("ACCEPT P-1", batch: 1)]))
    #expect(!flight("ACCEPT P-2").mayFollow([flight("ACCEPT P-1", batch: 1)]))
    #expect(!flight("ACCEPT P-1", batch: 1).mayFollow([flight("BEGIN", batch: 1)]))
    #expect(flight("ACCEPT P-2", isOrdered: false).mayFollow([flight("ACCEPT P-1", isOrdered: false)]))
    #expect(!flight("ACCEPT P-2", isOrdered: false).mayFollow([flight("SET tz=UTC")]))
  }

  /// Submits all of them at once; what the server got, and the answers as `word fields`. `final` is told the line and how often
  /// it has come.
  private func play(
    _ lines: [String], isOrdered: Bool = true, final: @escaping @Sendable (String, Int) -> String
  ) async throws -> (received: [String], answers: [String]) {
    let counts = NIOLockedValueBox<[String: Int]>([:])
    let server = try await ScriptedServer.start { received in
      let line = String(received.line.prefix { $0 != "=" }.replacing(" key", with: ""))
      let count = counts.withLockedValue { counts in
        counts[line, default: 0] += 1
        return counts[line, default: 0]
      }
      return [.send("*\(final(line, count))\n")]
    }
    var settings = Session.Settings(address: server.address, credential: nil)
    settings.retry = RetryPolicy(later: 5)
    settings.retry.firstPause = .zero
    let session = Session(settings, journal: KeyJournal(directory: scratch.path + "/keys"))
    for line in lines { try await session.submit(command(line), isOrdered: isOrdered) }
    var answers: [String] = []
    do {
      while let answer = try await session.next() { answers.append(ReplyPrinter.line(answer.reply.final)) }
    } catch let error as ClientError {
      answers.append("\(error)")
    }
    await session.close()
    await server.stop()
    return (server.received.map { String($0.line.prefix { $0 != "=" }.replacing(" key", with: "")) }, answers)
  }

  @Test(
    "stands when a change is put off: the change behind it waits for it",
    arguments: ["LATER POOL", "LATER LIMIT/RATE", "UNSURE COMMIT"])
  func changes(word: String) async throws {
    let (received, answers) = try await play(["ACCEPT P-1", "ACCEPT P-2", "ACCEPT P-3"]) { line, count in
      line == "ACCEPT P-1" && count < 3 ? "\(word) retry=0" : "OK"
    }
    #expect(received == ["ACCEPT P-1", "ACCEPT P-1", "ACCEPT P-1", "ACCEPT P-2", "ACCEPT P-3"])
    #expect(answers == ["OK", "OK", "OK"])
  }

  @Test("stands for what reads behind a change that was put off: it is asked again behind it")
  func reads() async throws {
    let (received, answers) = try await play(["ACCEPT P-1", "AGENDA M-1", "EVENTS", "ACCEPT P-2"]) { line, count in
      line == "ACCEPT P-1" && count == 1 ? "LATER POOL retry=0" : "OK n=\(count)"
    }
    #expect(
      received == ["ACCEPT P-1", "AGENDA M-1", "EVENTS", "ACCEPT P-1", "AGENDA M-1", "EVENTS", "ACCEPT P-2"])
    #expect(answers == ["OK n=2", "OK n=2", "OK n=2", "OK n=1"])
  }

  @Test("matters not among what only reads, which is asked no more than it must be")
  func onlyReads() async throws {
    let (received, answers) = try await play(["AGENDA M-1", "EVENTS"]) { line, count in
      line == "AGENDA M-1" && count == 1 ? "LATER POOL retry=0" : "OK n=\(count)"
    }
    #expect(received == ["AGENDA M-1", "EVENTS", "AGENDA M-1"])
    #expect(answers == ["OK n=2", "OK n=1"])
  }

  @Test("matters not where the caller says so: all are on their way at once")
  func unordered() async throws {
    let (received, answers) = try await play(["ACCEPT P-1", "ACCEPT P-2"], isOrdered: false) { line, count in
      line == "ACCEPT P-1" && count == 1 ? "LATER POOL retry=0" : "OK"
    }
    #expect(received == ["ACCEPT P-1", "ACCEPT P-2", "ACCEPT P-1"])
    #expect(answers == ["OK", "OK"])
  }

  @Test("sends nothing of a batch before BEGIN is answered, and nothing behind COMMIT before that is")
  func batch() async throws {
    let (received, answers) = try await play(["BEGIN", "ACCEPT P-1", "ACCEPT P-2", "COMMIT", "EVENTS"]) { line, count in
      ["BEGIN", "COMMIT"].contains(line) && count == 1 ? "LATER POOL retry=0" : "OK"
    }
    #expect(received == ["BEGIN", "BEGIN", "ACCEPT P-1", "ACCEPT P-2", "COMMIT", "COMMIT", "EVENTS"])
    #expect(answers == ["OK", "OK", "OK", "OK", "OK"])
  }

  @Test("does nothing of a batch one by one whose BEGIN is refused")
  func refused() async throws {
    let (received, answers) = try await play(["BEGIN", "ACCEPT P-1", "COMMIT"]) { _, _ in "NO CONFLICT/STATE" }
    #expect(received == ["BEGIN"])
    #expect(answers == ["NO CONFLICT/STATE", "\(ClientError.batchRefused)"])
  }
}
