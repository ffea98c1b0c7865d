import MusterBenchmark
import Testing

@Suite("Measuring the protocol") struct ProtocolTests {
  private static let answers = "# id\tstarts\n| S-1\tOK\nOK rows=1 more=no\nNO DENIED -- no\n> 7 gap\nLATER POOL retry=1\n"

  @Test("Finals are counted and rows are not, however the octets are cut", arguments: 1...9)
  func counts(size: Int) {
    var counter = AnswerCounter(.muster)
    let octets = Array(Self.answers.utf8)
    var ended = 0
    for start in stride(from: 0, to: octets.count, by: size) {
      Array(octets[start..<min(octets.count, start + size)]).withUnsafeBytes { ended += counter.read($0) }
    }
    #expect(ended == 3)
    #expect(counter.answers == 3)
    #expect(counter.refusals == 2)
  }

  @Test("Of Redis every line is an answer, and an error a refusal")
  func redis() {
    var counter = AnswerCounter(.redis)
    Array("+PONG\r\n+PONG\r\n-ERR unknown\r\n+PO".utf8).withUnsafeBytes { _ = counter.read($0) }
    #expect(counter.answers == 3)
    #expect(counter.refusals == 1)
  }

  @Test("The ratio is the middle of the rounds' ratios, not the ratio of the middles")
  func ratio() {
    var contest = Contest()
    contest.add(ours: 100, theirs: 100)
    contest.add(ours: 60, theirs: 30)
    contest.add(ours: 90, theirs: 180)
    #expect(contest.ratio == 1)
    #expect((contest.least, contest.most) == (0.5, 2))
    #expect(contest.rate == 90)
    #expect(Contest().ratio == nil)
  }

  @Test(
    "A goal is met from its value on, and nothing measured meets none",
    arguments: [(0.8, "≥ 0.8 ✓"), (0.799, "≥ 0.8 ✗"), (nil, "≥ 0.8")])
  func goal(ratio: Double?, text: String) { #expect(RatioGoal(atLeast: 0.8).verdict(of: ratio) == text) }

  @Test("pgbench's rate and failures are read, and no rate is no report")
  func pgbench() {
    let text =
      "number of failed transactions: 2 (0.1%)\nlatency average = 1.0 ms\ntps = 1234.5 (without initial connection time)\n"
    #expect(PgbenchReport(text)?.rate == 1234.5)
    #expect(PgbenchReport(text)?.failed == 2)
    #expect(PgbenchReport("pgbench: error: aborted") == nil)
  }

  @Test("redis-benchmark's rate is read by the name of its test")
  func redisRate() {
    let text = "\"test\",\"rps\"\n\"PING_INLINE\",\"2380952.50\",\"0.5\"\n"
    #expect(RedisReport.rate(of: "PING_INLINE", in: text) == 2_380_952.5)
    #expect(RedisReport.rate(of: "SET", in: text) == nil)
  }

  @Test("A statement's parameters give way to pgbench's variables, the eleventh not to the first with a 1 behind it")
  func script() {
    let values = (1...11).map { ":v\($0)::int8" }
    var script = PgbenchScript()
    script.segment([.init("SELECT f($11,\n  $1)", values), .init("SELECT 1")])
    script.statement(.init("SELECT $1", [":a"]), keeping: true)
    #expect(
      script.text == "\\startpipeline\nSELECT f(:v11::int8, :v1::int8);\nSELECT 1;\n\\endpipeline\nSELECT :a \\gset\n")
  }

  @Test("Statements are found in PostgreSQL's log whatever their line breaks, and others are lacking")
  func log() {
    let log = StatementLog(
      """
      2026-11-24 16:00:00.000 UTC [7] LOG:  execute p3: SELECT a
      \t  FROM b
      \t WHERE c = $1
      2026-11-24 16:00:00.000 UTC [7] DETAIL:  parameters: $1 = 'x'
      2026-11-24 16:00:00.000 UTC [7] LOG:  statement: COMMIT
      2026-11-24 16:00:00.000 UTC [7] LOG:  checkpoint starting: time
      """)
    let present = PgbenchScript.Statement("SELECT a FROM b WHERE c = $1", ["1"])
    let absent = PgbenchScript.Statement("SELECT a FROM b")
    #expect(log.lacking([present, absent, .init("COMMIT")]) == [absent])
  }

  @Test("A percentile is a value that was measured", arguments: [(0.5, 3.0), (0.99, 5.0), (0.0, 1.0), (1.0, 5.0)])
  func percentile(part: Double, value: Double) {
    #expect(Middle.percentile(part, of: [5, 1, 4, 2, 3]) == value)
    #expect(Middle.percentile(part, of: []) == nil)
  }
}
