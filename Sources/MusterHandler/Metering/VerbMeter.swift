import MusterProtocol
import Synchronization

/// How often each verb was asked, by the first word of its answer, and how long the answers took. Numbers alone, since the daemon
/// began: nobody's name, id or address. Its rows come from the verb table, so a new verb is counted without more.
final class VerbMeter: Sendable {
  /// By place in the verb table.
  private let counts: [VerbCounts] = VerbTable.rows.map { _ in VerbCounts() }
  private let refused: [Code: RefusalCount] = Dictionary(
    uniqueKeysWithValues: Codes.all.map { ($0.code, RefusalCount()) })

  /// `time`: nil where it is not worth a look at the clock.
  func count(_ row: VerbRow, _ final: Final, time: Duration?) {
    if let place = row.place { counts[place].add(final.word, time) }
    if let code = final.code { count(code) }
  }

  /// A line that was no command.
  func count(_ code: Code) { refused[code]?.add() }

  /// Names and values for the operator, of what has been asked at all: `verb.SHIFTS.ok`, `verb.SHIFTS.p99` (milliseconds, the
  /// upper end of a class that is at most twice as wide as its lower end), `refused.STALE`.
  var rows: [(String, String)] {
    let verbs = zip(VerbTable.rows, counts).flatMap { row, counts in
      counts.rows.map { ("verb.\(row.name).\($0.0)", $0.1) }
    }
    let codes = Codes.all.compactMap { page -> (String, String)? in
      guard let count = refused[page.code]?.value, count > 0 else { return nil }
      return ("refused.\(page.code.rawValue)", "\(count)")
    }
    return verbs + codes
  }
}

extension Word {
  /// In the order of all cases.
  fileprivate var place: Int {
    switch self {
    case .ok: 0
    case .no: 1
    case .bad: 2
    case .later: 3
    case .unsure: 4
    case .bye: 5
    }
  }
}

private final class RefusalCount: Sendable {
  private let count = Atomic<Int>(0)
  func add() { count.wrappingAdd(1, ordering: .relaxed) }
  var value: Int { count.load(ordering: .relaxed) }
}

/// The counts of one verb.
private final class VerbCounts: Sendable {
  /// Class `k` has times below 2^k microseconds that are in no class before it; the last has all others.
  private static let classes = 28

  private let words = InlineArray<6, Atomic<Int>> { _ in Atomic(0) }
  private let times = InlineArray<28, Atomic<Int>> { _ in Atomic(0) }

  func add(_ word: Word, _ time: Duration?) {
    words[word.place].wrappingAdd(1, ordering: .relaxed)
    guard let time else { return }
    let (seconds, attoseconds) = time.components
    let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    let index = min(Self.classes - 1, Int64.bitWidth - max(0, microseconds).leadingZeroBitCount)
    times[index].wrappingAdd(1, ordering: .relaxed)
  }

  var rows: [(String, String)] {
    let words = Word.allCases.enumerated().compactMap { index, word -> (String, String)? in
      let count = self.words[index].load(ordering: .relaxed)
      return count > 0 ? (word.rawValue.lowercased(), "\(count)") : nil
    }
    return words + [("p50", 0.5), ("p99", 0.99)].compactMap { name, part in quantile(part).map { (name, $0) } }
  }

  private func quantile(_ part: Double) -> String? {
    let counts = (0..<Self.classes).map { times[$0].load(ordering: .relaxed) }
    let all = counts.reduce(0, +)
    guard all > 0 else { return nil }
    var below = 0
    for (index, count) in counts.enumerated() {
      below += count
      if Double(below) >= part * Double(all) { return Self.milliseconds(1 << index) }
    }
    return nil
  }

  private static func milliseconds(_ microseconds: Int) -> String {
    microseconds < 1_000 ? "0.\(String("\(1_000 + microseconds)".dropFirst()))" : "\(microseconds / 1_000)"
  }
}
