import MusterBenchmark
import Testing

@Suite("The trace of a solve") struct TraceTests {
  private let text = """
    seconds\tscore\tbound\tfilled
    0.25\t900\t1100\t8
    0.5\t990\t1100\t9
    0.5\t990\t1005\t9
    4\t1000\t1000\t10

    """

  @Test("is read line by line, after its heading")
  func reads() throws {
    let points = try Trace(tsv: text).points
    #expect(points.map(\.seconds) == [0.25, 0.5, 0.5, 4])
    #expect(points.last == Trace.Point(seconds: 4, score: 1000, bound: 1000, filled: 10))
  }

  @Test("may be empty, or cut off before the first plan")
  func empty() throws {
    #expect(try Trace(tsv: "").points.isEmpty)
    #expect(try Trace(tsv: Trace.heading + "\n").points.isEmpty)
  }

  @Test(
    "tells which line cannot be",
    arguments: [
      ("0.1\t5\t9", 2, TraceFault.Kind.notFourNumbers), ("0.1\t5\t9\tx", 2, .notFourNumbers),
      ("nan\t5\t9\t1", 2, .notFourNumbers),
      ("0.2\t5\t9\t1\n0.1\t5\t9\t1", 3, .timeRunsBack), ("0.1\t5\t9\t1\n0.2\t4\t9\t1", 3, .scoreFalls),
      ("0.1\t5\t9\t1\n0.2\t6\t10\t1", 3, .boundRises),
    ])
  func faults(lines: String, line: Int, kind: TraceFault.Kind) {
    #expect(throws: TraceFault(line: line, kind: kind)) { try Trace(tsv: Trace.heading + "\n" + lines + "\n") }
  }

  @Test(
    "knows when a gap was first reached, and that some never were",
    arguments: [(10.0, 0.25), (9.99, 0.5), (1.0, 0.5), (0.5, 4), (0, 4)])
  func timeToGap(percent: Double, seconds: Double) throws {
    let trace = try Trace(tsv: text)
    #expect(trace.seconds(toGap: percent, of: 1000) == seconds)
    #expect(trace.seconds(toGap: percent, of: 2000) == nil)
  }

  @Test("knows what stood at a time", arguments: [(0.2, nil), (0.25, 900), (3.9, 990), (100, 1000)] as [(Double, Int?)])
  func standing(seconds: Double, score: Int?) throws {
    #expect(try Trace(tsv: text).score(at: seconds) == score)
  }
}
