import Testing

@testable import MusterHandler

@Suite("The guard against guessing") struct GuessingGuardTests {
  private static let here = GuessingGuard.Origin(address: [203, 0, 113, 7], network: [203, 0, 113])
  private static let elsewhere = GuessingGuard.Origin(address: [198, 51, 100, 9], network: [198, 51, 100])

  /// Tries at that second; the seconds to wait, 0 where it was evaluated.
  private func wait(_ guessing: inout GuessingGuard, _ account: String, _ origin: GuessingGuard.Origin, at seconds: Double)
    -> Int
  {
    switch guessing.admit(account, from: origin, at: .milliseconds(Int64(seconds * 1000))) {
    case .evaluate: 0
    case .wait(let seconds): seconds
    }
  }

  @Test("lets five wrong tries through, then one after 1, 2, 4 … 60 seconds")
  func delays() {
    var guessing = GuessingGuard()
    let steps: [(at: Double, wait: Int)] = [
      (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 1), (0.5, 1), (1, 0), (1, 2), (2.5, 1), (3, 0), (3, 4), (7, 0), (7, 8),
      (15, 0),
      (15, 16), (31, 0), (31, 32), (63, 0), (63, 60), (122, 1), (123, 0), (123, 60), (183, 0), (183, 60),
      // After a quarter of an hour it begins anew.
      (1_084, 0), (1_084, 0), (1_084, 0), (1_084, 0), (1_084, 0), (1_084, 1),
    ]
    for (index, step) in steps.enumerated() {
      let waited = wait(&guessing, "a", Self.here, at: step.at)
      #expect(waited == step.wait, "step \(index) at \(step.at) s")
    }
  }

  @Test("forgets the wrong tries of who then is right")
  func success() throws {
    var guessing = GuessingGuard()
    for _ in 0..<1_000 {
      guard case .evaluate(let attempt) = guessing.admit("a", from: Self.here, at: .zero) else {
        Issue.record("held up although it was right each time")
        return
      }
      guessing.succeeded(attempt)
    }
    #expect(guessing.count == 0)
  }

  @Test("does not hold up the account's owner elsewhere, nor others at the guesser's address at once")
  func victim() {
    var guessing = GuessingGuard()
    for _ in 0..<10_000 { _ = wait(&guessing, "victim", Self.here, at: 1) }
    #expect(wait(&guessing, "victim", Self.here, at: 1) > 0)
    #expect(wait(&guessing, "victim", Self.elsewhere, at: 1) == 0)
    #expect(wait(&guessing, "victim", .local, at: 1) == 0)
    #expect(wait(&guessing, "other", Self.here, at: 1) == 0)
  }

  @Test("evaluates fewer than 1,000 of 100,000 tries, from one address on one account or on many, or from 200 networks")
  func manyTries() {
    let plans: [(name: String, account: (Int) -> String, origin: (Int) -> GuessingGuard.Origin)] = [
      ("one account", { _ in "a" }, { _ in Self.here }), ("many accounts", { "a\($0)" }, { _ in Self.here }),
      (
        "200 networks", { "a\($0)" },
        { .init(address: [10, 0, UInt8($0 % 200), UInt8($0 % 251)], network: [10, 0, UInt8($0 % 200)]) }
      ),
    ]
    for plan in plans {
      var guessing = GuessingGuard()
      var evaluated = 0
      for number in 0..<100_000 {
        // A thousand a second.
        if wait(&guessing, plan.account(number), plan.origin(number), at: Double(number) / 1000) == 0 { evaluated += 1 }
      }
      #expect(evaluated > 0 && evaluated < 1_000, "\(plan.name): \(evaluated)")
      #expect(wait(&guessing, "a", Self.elsewhere, at: 100) == 0, "\(plan.name): from elsewhere")
    }
  }

  @Test("keeps out nobody who comes from a network without guesses, however many others guess")
  func crowd() {
    var guessing = GuessingGuard()
    for number in 0..<100_000 {
      let network = [UInt8(number % 7), UInt8(number % 11), UInt8(number % 13)]
      _ = wait(&guessing, "victim", .init(address: network + [1], network: network), at: 60 + Double(number) / 10_000)
    }
    #expect(wait(&guessing, "victim", Self.elsewhere, at: 70) == 0)
  }

  @Test("remembers a bounded number of names and networks, whatever comes")
  func memory() {
    var guessing = GuessingGuard()
    var most = 0
    // Twelve times what is kept; a million is the same once more, and a minute in a debug build.
    for number in 0..<200_000 {
      let octets = withUnsafeBytes(of: UInt32(number).bigEndian) { Array($0) }
      // Slow enough that each is evaluated, and so remembered.
      _ = wait(&guessing, "name-\(number)", .init(address: octets, network: octets), at: Double(number) / 50)
      if number % 4_096 == 0 { most = max(most, guessing.count) }
    }
    #expect(most > GuessingGuard.mostPairs)
    #expect(most <= GuessingGuard.mostPairs + GuessingGuard.mostNetworks)
  }

  @Test("slows down wrong tokens of a network, and never right ones elsewhere")
  func tokens() {
    var guessing = GuessingGuard()
    var evaluated = 0
    for _ in 0..<10_000 where guessing.waitForToken(from: Self.here, at: .seconds(5)) == 0 {
      evaluated += 1
      guessing.tokenFailed(from: Self.here, at: .seconds(5))
    }
    #expect(evaluated == 64)
    #expect(guessing.waitForToken(from: Self.here, at: .seconds(5)) == 2)
    #expect(guessing.waitForToken(from: Self.here, at: .seconds(7)) == 0)
    #expect(guessing.waitForToken(from: Self.elsewhere, at: .seconds(5)) == 0)
  }

  @Test("takes times that stand still or go back for no time at all")
  func clock() {
    var guessing = GuessingGuard()
    for _ in 0..<5 { _ = wait(&guessing, "a", Self.here, at: 100) }
    #expect(wait(&guessing, "a", Self.here, at: 50) > 0)
    #expect(wait(&guessing, "a", Self.here, at: 101) == 0)
  }
}
