import Glibc
import MusterProtocol
import NIOConcurrencyHelpers
import TestSupport
import Testing

/// Nothing that was acknowledged is lost, and no key takes effect twice, whichever process is killed while eight connections write.
@Suite("Durability", .serialized) struct DurabilityTests {
  private static let writers = 8

  @Test("The daemon killed with -9 in the middle of writes, several times over")
  func killedDaemon() async throws {
    let seed = UInt64.random(in: 0...9_999)
    var random = SeededGenerator(seed)
    try await Scratch.with { scratch in
      try await scratch.prepareCity()
      let history = History()
      var daemon = try await scratch.musterd()
      for round in 0..<3 {
        let port = try await daemon.port()
        let killAfter = Int.random(in: 5...60, using: &random)
        let pause = UInt32.random(in: 0...5_000, using: &random)
        print("durability: seed \(seed), round \(round): kill -9 of the daemon \(pause) µs after \(killAfter) answers")
        let current = daemon
        history.startRound { answers in
          guard answers == killAfter else { return }
          usleep(pause)
          current.send(signal: SIGKILL)
        }
        await Self.write(history, round: round, port: port)
        #expect(await daemon.end() == .signal(SIGKILL))
        #expect(history.unanswered.count > 0, "somebody was waiting when it died")
        daemon = try await scratch.musterd()
        try await Self.repeatUnanswered(history, port: try await daemon.port())
      }
      try await Self.judge(history, scratch, port: try await daemon.port(), seed: seed)
    }
  }

  @Test("PostgreSQL killed with -9 under a running daemon, which comes back by itself")
  func killedServer() async throws {
    let seed = UInt64.random(in: 0...9_999)
    var random = SeededGenerator(seed)
    try await Scratch.with { scratch in
      try await scratch.prepareCity()
      let history = History()
      let daemon = try await scratch.musterd()
      let port = try await daemon.port()
      for round in 0..<2 {
        let killAfter = Int.random(in: 5...60, using: &random)
        let pause = UInt32.random(in: 0...5_000, using: &random)
        let postmaster = try #require(scratch.postmaster())
        let processes = [postmaster] + scratch.servers().filter { $0 != postmaster }
        print("durability: seed \(seed), round \(round): kill -9 of PostgreSQL \(pause) µs after \(killAfter) answers")
        history.startRound { answers in
          guard answers == killAfter else { return }
          usleep(pause)
          for pid in processes { kill(pid, SIGKILL) }
        }
        await Self.write(history, round: round, port: port)
        // LATER, UNSURE and nothing else: a client sees no NO, no BAD and no INTERNAL for what is not its fault.
        #expect(history.unacknowledged.isSubset(of: ["LATER STORE/DOWN", "UNSURE COMMIT"]), "\(history.unacknowledged)")
        #expect(!history.unanswered.isEmpty)
        try await Self.repeatUnanswered(history, port: port)
        #expect(scratch.postmaster() != postmaster)
      }
      #expect(!daemon.hasEnded)
      try await Self.judge(history, scratch, port: port, seed: seed)
    }
  }

  // MARK: Writing

  /// Each writer on a thread and a connection of its own, one command after the other, until its connection is cut or its command is
  /// not acknowledged. Every key is in the history before the command is on its way.
  private static func write(_ history: History, round: Int, port: Int) async {
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          await onThread {
            guard let socket = try? LineSocket(port: port, as: "staff-east") else { return }
            for number in 0..<200 {
              let write = KeyedWrite(round: round, writer: writer, number: number)
              history.sending(write)
              guard let final = try? socket.ask(write.line).final else { return }
              history.heard(final, of: write)
              if final.word != .ok { return }
            }
          }
        }
      }
    }
  }

  /// As a client should: the very same words with the same key, again after LATER and UNSURE, until it is answered.
  private static func repeatUnanswered(_ history: History, port: Int) async throws {
    let problem = await onThread { () -> String? in
      do {
        let socket = try LineSocket(port: port)
        var login = try socket.ask("AUTH TOKEN \(TestWorld.token("staff-east"))").final
        while login.word == .later {
          usleep(50_000)  // the pause that `retry=` asks for, shortened
          login = try socket.ask("AUTH TOKEN \(TestWorld.token("staff-east"))").final
        }
        for write in history.unanswered {
          // LATER is a promise that nothing was changed: only what was cut off or UNSURE may turn out to have happened.
          var mayHaveHappened = history.final(of: write)?.word != .later
          var final = try socket.ask(write.line).final
          while final.word == .later || final.word == .unsure {
            mayHaveHappened = mayHaveHappened || final.word == .unsure
            usleep(50_000)
            final = try socket.ask(write.line).final
          }
          guard final.word == .ok else { return "\(write.line) → \(ReplyPrinter.line(final))" }
          if final.field("replayed") == "yes", !mayHaveHappened { return "LATER was no such thing: \(write.line)" }
          history.heard(final, of: write)
        }
        return nil
      } catch {
        return "\(error)"
      }
    }
    if let problem { throw TestFailure(problem) }
  }

  // MARK: Judging

  private static func judge(_ history: History, _ scratch: Scratch, port: Int, seed: UInt64) async throws {
    let acknowledged = history.acknowledged
    #expect(acknowledged.count == history.sentCount, "seed \(seed): every command was answered in the end")
    let superuser = scratch.superuser()
    let twice = try await SmallCity.number(
      "SELECT count(*) FROM (SELECT title FROM muster.event GROUP BY title HAVING count(*) > 1) t", superuser)
    #expect(twice == 0, "seed \(seed): a key took effect twice")
    let there = try await SmallCity.number("SELECT count(*) FROM muster.event WHERE title LIKE '第%'", superuser)
    #expect(Int(there) == acknowledged.count, "seed \(seed): what is there is what was acknowledged")

    let socket = try LineSocket(port: port, as: "staff-east")
    for (write, id) in acknowledged {
      let shown = try socket.ok("EVENTS \(id)")
      #expect(shown.column("title") == [write.title], "seed \(seed): acknowledged and lost")
    }
    for (write, id) in acknowledged {
      let again = try socket.ok(write.line).final
      #expect(again.field("replayed") == "yes" && again.field("id") == id, "seed \(seed): \(ReplyPrinter.line(again))")
    }
    print(
      "durability: seed \(seed): \(acknowledged.count) writes, \(history.replayedCount) of them done but not heard of before they were repeated"
    )
    let after = try await SmallCity.number("SELECT count(*) FROM muster.event WHERE title LIKE '第%'", superuser)
    #expect(after == there, "seed \(seed): replays add nothing")
  }
}

/// One command of one writer; its title and its key are its own.
struct KeyedWrite: Hashable, Sendable {
  let round: Int
  let writer: Int
  let number: Int

  var title: String { "第\(round)轮-\(writer)-\(number)" }
  var line: String {
    "EVENT.ADD title=\(title) area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00 key=durable-\(round)-\(writer)-\(number)-write"
  }
}

/// What was sent and what was heard, as the clients know it.
final class History: Sendable {
  private struct State {
    var sent: [KeyedWrite] = []
    var finals: [KeyedWrite: Final] = [:]
    var answersOfRound = 0
    var replayed = 0
    var bad: Set<String> = []
    var watch: (@Sendable (Int) -> Void)?
  }
  private let state = NIOLockedValueBox(State())

  /// `watch` is told of each acknowledgement of the round, with their number.
  func startRound(_ watch: @escaping @Sendable (Int) -> Void) {
    state.withLockedValue {
      $0.answersOfRound = 0
      $0.watch = watch
    }
  }

  func sending(_ write: KeyedWrite) { state.withLockedValue { $0.sent.append(write) } }

  func heard(_ final: Final, of write: KeyedWrite) {
    let (watch, count) = state.withLockedValue { state in
      state.finals[write] = final
      if final.word != .ok { state.bad.insert(final.words) }
      if final.field("replayed") == "yes" { state.replayed += 1 }
      state.answersOfRound += 1
      return (state.watch, state.answersOfRound)
    }
    watch?(count)
  }

  func final(of write: KeyedWrite) -> Final? { state.withLockedValue { $0.finals[write] } }

  /// Sent, and not known to have been done.
  var unanswered: [KeyedWrite] {
    state.withLockedValue { state in state.sent.filter { state.finals[$0]?.word != .ok } }
  }

  /// The id that each acknowledged write was answered with.
  var acknowledged: [KeyedWrite: String] {
    state.withLockedValue { state in
      state.finals.compactMapValues { $0.word == .ok ? $0.field("id") : nil }
    }
  }

  /// First words of the answers that were no OK.
  var unacknowledged: Set<String> { state.withLockedValue { $0.bad } }
  var sentCount: Int { state.withLockedValue { $0.sent.count } }
  var replayedCount: Int { state.withLockedValue { $0.replayed } }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same numbers.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
