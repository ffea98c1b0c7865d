import MusterSolver
import Testing

@Suite("Telling the place of a fault") struct ReaderPlaceTests {
  /// One change of the sample that must be refused. `‸` in `put` is where: it is taken out before the text is read.
  struct Case: CustomTestStringConvertible, Sendable {
    let find: String
    let put: String
    let path: String
    let reason: InstanceFault.Reason

    init(_ find: String, _ put: String, _ path: String, _ reason: InstanceFault.Reason) {
      (self.find, self.put, self.path, self.reason) = (find, put, path, reason)
    }

    var testDescription: String { "\(find) → \(put)" }
  }

  private static let digits = InstanceFault.Reason.syntax("the number has too many digits")
  private static let end = 36600 * 1440 * 2

  static let cases: [Case] = [
    // The whole
    Case("\"muster-roster/1\"", "\"muster-roster/2\"‸", "format", .format),
    Case("\"days\":7", "\"days\":‸0", "days", .outOfRange(0, least: 1, most: 36600)),
    Case("\"speed\":250", "\"speed\":‸0", "speed", .outOfRange(0, least: 1, most: 1_000_000_000)),
    Case("\"wish\":20", "\"wish\":‸-1", "weights.wish", .outOfRange(-1, least: 0, most: 100_000_000)),
    Case("{\"critical\":1000", "‸{\"critical\":1", "weights", .criticalBelowDesired),
    // Keys
    Case("\"days\":7", "\"weeks\":‸7", "weeks", .unknownKey("weeks")),
    Case("\"days\":7", "\"we\\u0065ks\" :‸ 7", "weeks", .unknownKey("weeks")),
    Case("\"reach\":5000", "\"range\":‸5000", "members[0].range", .unknownKey("range")),
    Case("\"wish\":20", "\"whish\":‸20", "weights.whish", .unknownKey("whish")),
    Case("\"speed\":250", "\"days\":‸7", "days", .repeatedKey("days")),
    Case("\"domain\":\"culture\"", "\"community\":‸\"c1\"", "shifts[0].community", .repeatedKey("community")),
    Case("\"recent\":0}", "\"recent\":0,\"recent\":‸0}", "members[0].recent", .repeatedKey("recent")),
    Case(",\"recent\":0}", "}‸", "members[0]", .missingKey("recent")),
    // Types
    Case("\"days\":7", "\"days\":7‸.0", "days", .wrongType(expected: "integer")),
    Case("\"days\":7", "\"days\":7‸e0", "days", .wrongType(expected: "integer")),
    Case("\"days\":7", "\"days\":‸[[[[", "days", .wrongType(expected: "integer")),
    Case("\"days\":7", "\"days\":‸-", "days", .wrongType(expected: "integer")),
    Case("\"days\":7", "\"days\":‸null", "days", .wrongType(expected: "integer")),
    Case("\"days\":7", "\"days\":‸true", "days", .wrongType(expected: "integer")),
    Case("\"reach\":5000", "\"reach\":‸\"far\"", "members[0].reach", .wrongType(expected: "integer")),
    Case("\"unit\":\"u1\"", "\"unit\":‸1", "members[0].unit", .wrongType(expected: "string")),
    Case("\"skills\":[]", "\"skills\":[\"a\",‸1]", "members[0].skills[1]", .wrongType(expected: "string")),
    Case("\"skills\":[]", "\"skills\":‸{}", "members[0].skills", .wrongType(expected: "array")),
    Case("[[480,1200]]", "[[480‸]]", "members[0].windows[0]", .wrongType(expected: "[start, end]")),
    Case("\"at\":[0,0]", "\"at\":[0,0‸,0]", "members[0].at", .wrongType(expected: "[x, y]")),
    Case("\"kind\":\"need\"", "\"kind\":\"party\"‸", "shifts[0].kind", .wrongType(expected: "\"event\" | \"need\"")),
    Case("[\"甲\",\"s\",0]", "[\"甲\",\"s\"‸]", "pinned[0]", .wrongType(expected: "[member, shift, time]")),
    Case("[\"甲\",\"s\",0]", "‸{}", "pinned[0]", .wrongType(expected: "array")),
    // Numbers
    Case("\"days\":7", "\"days\":07‸", "days", .syntax("a number begins with 0")),
    Case("\"days\":7", "\"days\":999999999999999999‸99", "days", digits),
    Case("\"reach\":5000", "\"reach\":9223372036854775808‸", "members[0].reach", .syntax("the number has too many digits")),
    Case("\"reach\":5000", "\"reach\":‸-9223372036854775808", "members[0].reach", .outOfRange(.min, least: 0, most: .max)),
    Case("\"reach\":5000", "\"reach\":-922337203685477580‸9", "members[0].reach", digits),
    // Strings
    Case("\"unit\":\"u1\"", "\"unit\":\"u\\x‸1\"", "members[0].unit", .syntax("an unknown escape")),
    Case("\"unit\":\"u1\"", "\"unit\":\"\\u00‸g1\"", "members[0].unit", .syntax("an unknown escape")),
    Case("\"unit\":\"u1\"", "\"unit\":\"\\uD800‸\"", "members[0].unit", .syntax("half a surrogate pair")),
    Case("\"unit\":\"u1\"", "\"unit\":\"\\uDC00‸\"", "members[0].unit", .syntax("half a surrogate pair")),
    Case("\"unit\":\"u1\"", "\"unit\":\"\\uD800\\u0041‸\"", "members[0].unit", .syntax("half a surrogate pair")),
    Case("\"unit\":\"u1\"", "\"unit\":\"long enough ‸\u{1}\"", "members[0].unit", .syntax("a control character in a string")),
    // Members
    Case(
      "\"at\":[0,0]", "\"at\":[0,‸10000001]", "members[0].at[1]", .outOfRange(10_000_001, least: -10_000_000, most: 10_000_000)),
    Case(
      "\"at\":[0,0]", "\"at\":[ ‸-10000001,0]", "members[0].at[0]",
      .outOfRange(-10_000_001, least: -10_000_000, most: 10_000_000)),
    Case("[[480,1200]]", "[[480,600],‸[599,700]]", "members[0].windows[1]", .windowsUnordered),
    Case("[[480,1200]]", "[‸[480,480]]", "members[0].windows[0]", .notAfterStart),
    Case("[[480,1200]]", "[‸[-1,480]]", "members[0].windows[0]", .outsideHorizon(-1)),
    Case("[[480,1200]]", "[[1,2],‸[480,\(end + 1)]]", "members[0].windows[1]", .outsideHorizon(end + 1)),
    // Shifts
    Case("\"id\":\"t\"", "\"id\":‸\"s\"", "shifts[1].id", .repeatedID("s")),
    Case("[[540,600]]", "‸[]", "shifts[0].times", .empty),
    Case("[[540,600]]", "[[540,600],‸[10080,10090]]", "shifts[0].times[1]", .outsideHorizon(10080)),
    Case("[[540,600]]", "[‸[-5,600]]", "shifts[0].times[0]", .outsideHorizon(-5)),
    Case("\"minimum\":1", "\"minimum\":‸3", "shifts[0].minimum", .minimumOverSeats),
    Case("\"priority\":1", "\"priority\":‸6", "shifts[0].priority", .outOfRange(6, least: 1, most: 5)),
    Case("\"team\":null", "\"team\":‸[]", "shifts[0].team", .empty),
    Case("\"kind\":\"need\"", "\"kind\":\"event\"", "shifts[0].times", .eventWithAlternatives),
    // Triples, which are judged when all is read
    Case("[\"甲\",\"s\",0]", "[\"甲\",‸\"x\",0]", "pinned[0][1]", .unknownID("x")),
    Case("[\"甲\",\"s\",0]", "[‸\"\\u7533\",\"s\",0]", "pinned[0][0]", .unknownID("申")),
    Case("\"published\":[]", "\"published\":[[\"甲\",‸\"甲\",0]]", "published[0][1]", .unknownID("甲")),
    Case("\"excluded\":[", "\"excluded\":[[\"甲\",\"t\"],[‸\"s\",\"t\"],", "excluded[1][0]", .unknownID("s")),
    Case("[\"甲\",\"s\",0]", "[\"甲\",\"s\",‸1]", "pinned[0][2]", .outOfRange(1, least: 0, most: 0)),
    Case("[\"甲\",\"s\",0]", "[\"甲\",\"s\",0], ‸[\"甲\",\"s\",0]", "pinned[1]", .repeatedPair),
    Case(
      "\"published\":[]", "\"published\":[[\"甲\",\"t\",0],[\"甲\",\"s\",0],‸[\"甲\",\"t\",0]]", "published[2]", .repeatedPair),
    Case("[\"甲\",\"s\",0]", "‸[\"b\\\"\\\\\\u000a\",\"s\",0]", "pinned[0]", .pinnedAndExcluded),
    Case("[\"甲\",\"s\",0]", "[\"甲\",\"s\",0],‸[\"甲\",\"t\",0]", "pinned[1]", .pinBreaks(.busy)),
  ]

  @Test("names path, line and column, in both languages", arguments: cases)
  func refuses(_ example: Case) throws {
    var text = ReaderTests.sample.json
    text.replaceSubrange(try #require(text.firstRange(of: example.find)), with: example.put)
    if example.reason == .eventWithAlternatives {
      text = text.replacing("\"times\":[[540,600]]", with: "\"times\":‸[[540,600],[600,660]]", maxReplacements: 1)
    }
    try Self.expectFault(in: text.replacing(",\"", with: ",\n\""), example.path, example.reason)
  }

  static func expectFault(in marked: String, _ path: String, _ reason: InstanceFault.Reason) throws {
    let mark = try #require(marked.firstIndex(of: "‸"))
    let before = marked[..<mark].split(separator: "\n", omittingEmptySubsequences: false)
    let (line, column) = (before.count, (before.last?.utf8.count ?? 0) + 1)
    let fault = try #require(throws: InstanceFault.self) {
      try Instance(json: Array(marked.replacing("‸", with: "").utf8))
    }
    #expect(fault.path == path && fault.reason == reason)
    #expect("\(fault.line ?? 0):\(fault.column ?? 0)" == "\(line):\(column)")
    let (english, chinese) = ("\(path) (line \(line), column \(column)): ", "\(path)（第 \(line) 行第 \(column) 字节）：")
    #expect(fault.english.hasPrefix(english) && fault.english.count > english.count)
    #expect(fault.chinese.hasPrefix(chinese) && fault.chinese.count > chinese.count)
  }

  /// Pins that break one rule each; the last pin is the one that shows it.
  static let rules: [(Rule, @Sendable (inout Problem) -> Void)] = [
    (.skill, { $0.shifts[0].skill = "first aid" }),
    (.team, { $0.shifts[0].team = ["t1"] }),
    (.reach, { $0.members[0].at = (5000, 1) }),
    (.availability, { $0.members[0].windows = [(480, 599), (599, 700)] }),
    (
      .sameTime,
      { problem in
        problem.shifts[0].times.append((600, 660))
        problem.pinned = [(0, 0, 0), (1, 0, 1)]
      }
    ),
    (
      .team,
      { problem in
        problem.shifts[0].team = ["t1", "t2"]
        problem.members[0].teams = ["t1"]
        problem.members[1].teams = ["t2"]
        problem.pinned = [(0, 0, 0), (1, 0, 0)]
      }
    ),
    (
      .seats,
      { problem in
        problem.shifts[0].seats = 1
        problem.pinned = [(0, 0, 0), (1, 0, 0)]
      }
    ),
    (
      .busy,
      { problem in
        problem.shifts[1].times = [(609, 660)]
        problem.shifts[1].at = (2500, 0)
        problem.pinned = [(0, 0, 0), (0, 1, 0)]
      }
    ),
    (.perDay, { Self.twoShifts(&$0) { $0.maxPerDay = 1 } }),
    (.assignments, { Self.twoShifts(&$0) { $0.maxAssignments = 1 } }),
    (.minutes, { Self.twoShifts(&$0) { $0.maxMinutes = 119 } }),
  ]

  private static func twoShifts(_ problem: inout Problem, _ limit: (inout Problem.Member) -> Void) {
    problem.shifts[1].times = [(600, 660)]
    problem.pinned = [(0, 0, 0), (0, 1, 0)]
    limit(&problem.members[0])
  }

  @Test("names the pin that breaks a rule, whichever rule it is", arguments: rules.indices)
  func pins(_ index: Int) throws {
    let (rule, change) = Self.rules[index]
    var problem = ReaderTests.sample
    problem.excluded = []
    #expect(throws: Never.self) { try Instance(json: Array(problem.json.utf8)) }
    change(&problem)
    let last = try #require(problem.pinned.last)
    let pin = problem.json(triple: last)
    let list = try #require(problem.json.firstRange(of: "\"pinned\":"))
    let place = try #require(problem.json[list.upperBound...].firstRange(of: pin))
    let text = problem.json.replacingCharacters(in: place, with: "‸" + pin)
    try Self.expectFault(in: text, "pinned[\(problem.pinned.count - 1)]", .pinBreaks(rule))
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    var copy = self
    copy.replaceSubrange(range, with: text)
    return copy
  }
}
