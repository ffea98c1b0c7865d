import MusterProtocol
import Testing

/// One limit: what is said exactly at it, and what one past it.
struct LimitPair: Sendable, CustomTestStringConvertible {
  struct Outcome: Sendable, Equatable {
    let at: String
    let past: String
  }

  let name: String
  let expected: Outcome
  let play: @Sendable () async throws -> Outcome

  /// `value`: to what the limit is set; nil: the protocol's own number.
  init(
    _ name: String, _ value: Int? = nil, at: String, past: String,
    _ body: @escaping @Sendable (LimitKit, Int) async throws -> (String, String)
  ) {
    self.init(name, at: at, past: past) {
      try await LimitKit.with(name, value) { kit, limit in
        let (at, past) = try await body(kit, limit)
        return Outcome(at: at, past: past)
      }
    }
  }

  init(_ name: String, at: String, past: String, play: @escaping @Sendable () async throws -> Outcome) {
    self.name = name
    expected = Outcome(at: at, past: past)
    self.play = play
  }

  var testDescription: String { name }
}

/// Each limit of the table at the front door of a whole city, on clocks that stand until they are told.
@Suite("A limit") struct LimitPairTests {
  private static let pairs = LimitPair.sizes + LimitPair.crowds + LimitPair.work + LimitPair.times

  @Test("has a pair here, each of the table's")
  func complete() { #expect(Self.pairs.map(\.name).sorted() == LimitTable.rows.map(\.name).sorted()) }

  @Test("lets pass what is exactly at it, and refuses what is one past it", arguments: pairs)
  func pair(_ pair: LimitPair) async throws {
    let outcome = try await pair.play()
    #expect(outcome == pair.expected)
  }
}
