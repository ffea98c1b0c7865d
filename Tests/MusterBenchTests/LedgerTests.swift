import MusterBenchmark
import Testing

@Suite("The ledger of an instance") struct LedgerTests {
  private func ledger(_ runs: [(String, Int?, Int?)], known: BestKnown = BestKnown()) -> Ledger {
    var ledger = Ledger(instance: "--size m --seed 1", known: known)
    for (solver, score, bound) in runs { ledger.add(Measured(solver: solver, mark: 5, score: score, bound: bound)) }
    return ledger
  }

  @Test("takes the best score and the lowest bound of all, known ones included")
  func best() {
    let ledger = ledger([("muster", 960, 1010), ("cpsat", 980, nil)], known: BestKnown(score: 970, bound: 1000))
    #expect(ledger.bestScore == 980)
    #expect(ledger.bestBound == 1000)
    #expect(ledger.gap(of: 990) == 1)
    #expect(ledger.slack(of: 1029) == 5)
    #expect(!ledger.isProved)
    #expect(ledger.lies.isEmpty)
  }

  @Test("calls a bound below a known score a lie, and does not measure by it")
  func lyingBound() {
    let ledger = ledger([("muster", 960, 969)], known: BestKnown(score: 970, bound: 1000))
    #expect(ledger.lies == [.lyingBound("--size m --seed 1", by: "muster", bound: 969, score: 970)])
    #expect(ledger.bestBound == 1000)
  }

  @Test("calls a bound below another solver's score a lie, and one at the score none", arguments: [(979, 1), (980, 0)])
  func againstPeer(bound: Int, lies: Int) {
    #expect(ledger([("muster", 960, bound), ("highs", 980, 980)]).lies.count == lies)
  }

  @Test("calls a known bound that a plan exceeds a lie as well")
  func knownBoundFell() {
    let ledger = ledger([("muster", 1001, 1010)], known: BestKnown(score: 970, bound: 1000))
    #expect(ledger.lies == [.lyingBound("--size m --seed 1", by: "best-known.json", bound: 1000, score: 1001)])
  }

  @Test("has no gap without a plan or a bound")
  func nothing() {
    #expect(ledger([("greedy", 960, nil)]).gap(of: 960) == nil)
    #expect(ledger([("highs", nil, 1000)]).gap(of: nil) == nil)
    #expect(ledger([("highs", nil, 1000)]).slack(of: 1000) == nil)
  }

  @Test("reads what is known, by the maker's arguments")
  func table() throws {
    let json = try JSONValue(#"{"entries":{"--size s --seed 1":{"score":5,"bound":6,"optimal":false,"sha256":"ab"}}}"#)
    #expect(BestKnown.table(json) == ["--size s --seed 1": BestKnown(score: 5, bound: 6, sha256: "ab")])
  }
}

@Suite("The referee's verdict") struct VerdictTests {
  @Test("of a plan that is not feasible is a finding that names the rule")
  func infeasible() throws {
    let verdict = try #require(
      Verdict(try JSONValue(#"{"feasible":false,"violations":["rule 4: too many"],"score":9,"filled":1,"seats":2}"#)))
    #expect(verdict.findings("s 1", by: "muster") == [.infeasible("s 1", by: "muster", ["rule 4: too many"])])
  }

  @Test(
    "of a false claim is a finding, of a true one and of none it is not", arguments: [("false", 1), ("true", 0), ("null", 0)])
  func claim(holds: String, findings: Int) throws {
    let verdict = try #require(Verdict(try JSONValue(#"{"feasible":true,"score":9,"scoreClaimHolds":\#(holds)}"#)))
    #expect(verdict.findings("s 1", by: "muster").count == findings)
  }

  @Test("of a plan that it could not read is a finding too, and an answer of another kind is no verdict")
  func unreadable() throws {
    let verdict = try #require(Verdict(try JSONValue(#"{"feasible":false,"error":"no such file"}"#)))
    #expect(verdict.findings("s 1", by: "muster") == [.infeasible("s 1", by: "muster", ["no such file"])])
    #expect(Verdict(try JSONValue(#"{"feasible":true}"#)) == nil)
    #expect(Verdict(try JSONValue("[]")) == nil)
  }
}
