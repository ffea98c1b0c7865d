import Glibc
import MusterBenchmark

/// Asks on many connections at once, by one thread that sleeps in `poll`: as redis-benchmark and pgbench do, a connection sends
/// its next commands when all answers to those before have come.
final class LineLoad {
  /// What a connection asks next: octets, and how many answers they get; nothing when it has asked all.
  typealias Next = (_ connection: Int) -> (octets: [UInt8], answers: Int)?

  struct Outcome {
    var answers = 0
    var refusals = 0
    var seconds = 0.0
    /// From a question to the end of its answer, in milliseconds.
    var latencies: [Double] = []

    var rate: Double { seconds > 0 ? Double(answers) / seconds : 0 }
  }

  private struct Lane {
    let socket: LineSocket
    var counter: AnswerCounter
    var awaited = 0
    var askedAt = 0.0
  }

  private static let longestAnswerSeconds = 20.0
  private var lanes: [Lane]
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

  init(_ sockets: [LineSocket], _ dialect: AnswerCounter.Dialect) {
    lanes = sockets.map { Lane(socket: $0, counter: AnswerCounter(dialect)) }
  }

  deinit { buffer.deallocate() }

  /// Asks for so many seconds, or until nobody has a question left, and waits for what is under way.
  func run(seconds: Double, keepingLatencies: Bool = false, _ next: Next) throws(Obstacle) -> Outcome {
    var outcome = Outcome()
    let before = lanes.reduce(into: (answers: 0, refusals: 0)) { sums, lane in
      sums.answers += lane.counter.answers
      sums.refusals += lane.counter.refusals
    }
    let began = ChildProcess.now()
    var now = began
    for index in lanes.indices { try ask(index, at: now, next) }
    while lanes.contains(where: { $0.awaited > 0 }) {
      guard now < began + seconds + Self.longestAnswerSeconds else {
        throw Obstacle("有的命令等不到回答。", "Some commands are never answered.")
      }
      let ready = try waitForAnswers()
      now = ChildProcess.now()
      for index in ready {
        guard try take(index) else { continue }
        if keepingLatencies { outcome.latencies.append((now - lanes[index].askedAt) * 1000) }
        if now < began + seconds { try ask(index, at: now, next) }
      }
    }
    outcome.seconds = ChildProcess.now() - began
    for lane in lanes {
      outcome.answers += lane.counter.answers
      outcome.refusals += lane.counter.refusals
    }
    outcome.answers -= before.answers
    outcome.refusals -= before.refusals
    return outcome
  }

  private func ask(_ index: Int, at now: Double, _ next: Next) throws(Obstacle) {
    guard let question = next(index) else { return }
    lanes[index].awaited = question.answers
    lanes[index].askedAt = now
    try lanes[index].socket.send(question.octets)
  }

  /// Reads what has come; true when it was the last of what the connection waited for.
  private func take(_ index: Int) throws(Obstacle) -> Bool {
    let count = try lanes[index].socket.receive(into: buffer)
    let answers = lanes[index].counter.read(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    guard answers > 0 else { return false }
    lanes[index].awaited -= answers
    guard lanes[index].awaited >= 0 else {
      throw Obstacle("回答多于命令。", "There are more answers than commands.")
    }
    return lanes[index].awaited == 0
  }

  private func waitForAnswers() throws(Obstacle) -> [Int] {
    var places: [Int] = []
    var waiting: [pollfd] = []
    for (index, lane) in lanes.enumerated() where lane.awaited > 0 {
      places.append(index)
      waiting.append(pollfd(fd: lane.socket.descriptor, events: Int16(POLLIN), revents: 0))
    }
    let count = poll(&waiting, nfds_t(waiting.count), 1_000)
    guard count >= 0 || errno == EINTR else { throw .file("poll", errno) }
    return zip(places, waiting).compactMap { $1.revents != 0 ? $0 : nil }
  }
}
