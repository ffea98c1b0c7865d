import MusterSolver
import Testing

@Suite("Reading an instance") struct ReaderTests {
  static let sample: Problem = {
    var problem = Problem()
    problem.members = [Problem.member("甲"), Problem.member("b\"\\\n")]
    problem.shifts = [Problem.shift("s"), Problem.shift("t") { $0.isEvent = true }]
    problem.pinned = [(0, 0, 0)]
    problem.excluded = [(1, 0)]
    return problem
  }()

  @Test("gives what the rows give, whatever the spelling of strings")
  func roundTrip() throws {
    let instance = try Instance(json: Array(Self.sample.json.utf8))
    #expect(Array(instance.members.ids) == ["甲", "b\"\\\n"])
    #expect(instance.shift("t") == 1 && instance.member("nobody") == nil)
    #expect(instance.pinned == [Triple(member: 0, shift: 0, time: 0)])
    let escaped = Self.sample.json.replacing("甲", with: "\\u7532\\uD83D\\uDE00")
    #expect(try Instance(json: Array(escaped.utf8)).members.ids[0] == "甲😀")
  }

  @Test("keeps ids apart that differ in bytes only")
  func bytes() throws {
    var problem = Self.sample
    problem.members = [Problem.member("\u{E9}"), Problem.member("e\u{301}")]
    #expect(try Instance(json: Array(problem.json.utf8)).member("e\u{301}") == 1)
  }

  @Test("takes the given speed, weights and lists when they are left out")
  func defaults() throws {
    let text = #"{"members":[],"shifts":[],"days":1,"format":"muster-roster/1"}"#
    let instance = try Instance(json: Array(text.utf8))
    #expect(instance.speed == 250 && instance.weights == Weights() && instance.published.isEmpty)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let find: String
    let put: String
    let path: String
    let reason: InstanceFault.Reason
    var testDescription: String { "\(find) → \(put)" }
  }

  static let cases: [Case] = [
    Case(find: "muster-roster/1", put: "muster-roster/2", path: "format", reason: .format),
    Case(find: "\"days\":7", put: "\"days\":0", path: "days", reason: .outOfRange(0, least: 1, most: 36600)),
    Case(find: "\"days\":7", put: "\"days\":7.0", path: "days", reason: .wrongType(expected: "integer")),
    Case(find: "\"days\":7", put: "\"days\":07", path: "days", reason: .syntax("a number begins with 0")),
    Case(
      find: "\"days\":7", put: "\"days\":99999999999999999999", path: "days", reason: .syntax("the number has too many digits")),
    Case(find: "\"days\":7", put: "\"days\":[[[[", path: "days", reason: .wrongType(expected: "integer")),
    Case(find: "\"days\":7", put: "\"weeks\":7", path: "weeks", reason: .unknownKey("weeks")),
    Case(find: "\"days\":7,", put: "", path: "", reason: .missingKey("days")),
    Case(find: "\"speed\":250", put: "\"days\":7", path: "days", reason: .repeatedKey("days")),
    Case(find: "\"speed\":250", put: "\"speed\":0", path: "speed", reason: .outOfRange(0, least: 1, most: 1_000_000_000)),
    Case(find: "\"wish\":20", put: "\"wish\":-1", path: "weights.wish", reason: .outOfRange(-1, least: 0, most: 100_000_000)),
    Case(find: "\"critical\":1000", put: "\"critical\":1", path: "weights", reason: .criticalBelowDesired),
    Case(find: "[[480,1200]]", put: "[[480,600],[599,700]]", path: "members[0].windows[1]", reason: .windowsUnordered),
    Case(find: "[[480,1200]]", put: "[[480,480]]", path: "members[0].windows[0]", reason: .notAfterStart),
    Case(find: "[[480,1200]]", put: "[[480]]", path: "members[0].windows[0]", reason: .wrongType(expected: "[start, end]")),
    Case(
      find: "\"at\":[0,0]", put: "\"at\":[0,10000001]", path: "members[0].at[1]",
      reason: .outOfRange(10_000_001, least: -10_000_000, most: 10_000_000)),
    Case(find: "\"reach\":5000", put: "\"reach\":\"far\"", path: "members[0].reach", reason: .wrongType(expected: "integer")),
    Case(find: "\"id\":\"t\"", put: "\"id\":\"s\"", path: "shifts[1].id", reason: .repeatedID("s")),
    Case(find: "[[540,600]]", put: "[]", path: "shifts[0].times", reason: .empty),
    Case(find: "[[540,600]]", put: "[[10080,10090]]", path: "shifts[0].times[0]", reason: .outsideHorizon(10080)),
    Case(find: "[[540,600]]", put: "[[-5,600]]", path: "shifts[0].times[0]", reason: .outsideHorizon(-5)),
    Case(find: "\"minimum\":1", put: "\"minimum\":3", path: "shifts[0].minimum", reason: .minimumOverSeats),
    Case(find: "\"priority\":1", put: "\"priority\":6", path: "shifts[0].priority", reason: .outOfRange(6, least: 1, most: 5)),
    Case(find: "\"team\":null", put: "\"team\":[]", path: "shifts[0].team", reason: .empty),
    Case(
      find: "\"kind\":\"need\"", put: "\"kind\":\"party\"", path: "shifts[0].kind",
      reason: .wrongType(expected: "\"event\" | \"need\"")),
    Case(find: "[\"甲\",\"s\",0]", put: "[\"甲\",\"x\",0]", path: "pinned[0][1]", reason: .unknownID("x")),
    Case(find: "[\"甲\",\"s\",0]", put: "[\"甲\",\"s\",1]", path: "pinned[0][2]", reason: .outOfRange(1, least: 0, most: 0)),
    Case(find: "[\"甲\",\"s\",0]", put: "[\"甲\",\"s\",0],[\"甲\",\"s\",0]", path: "pinned[1]", reason: .repeatedPair),
    Case(find: "[\"甲\",\"s\",0]", put: "[\"b\\\"\\\\\\u000a\",\"s\",0]", path: "pinned[0]", reason: .pinnedAndExcluded),
    Case(find: "[\"甲\",\"s\",0]", put: "[\"甲\",\"s\",0],[\"甲\",\"t\",0]", path: "pinned[1]", reason: .pinBreaks(.busy)),
  ]

  @Test("refuses it, naming the place", arguments: cases)
  func refuses(_ example: Case) throws {
    var text = Self.sample.json
    text.replaceSubrange(try #require(text.firstRange(of: example.find)), with: example.put)
    let fault = #expect(throws: InstanceFault.self) { try Instance(json: Array(text.utf8)) }
    #expect(fault?.path == example.path)
    #expect(fault?.reason == example.reason)
    #expect(fault?.line != nil && fault?.english != fault?.chinese)
    #expect(fault?.chinese.contains(" 字节）：") == true)
  }

  @Test("refuses every prefix, and every byte that is not UTF-8, without a crash")
  func torn() {
    let bytes = Array(Self.sample.json.utf8)
    for count in 0..<bytes.count { #expect(throws: InstanceFault.self) { try Instance(json: Array(bytes[..<count])) } }
    for index in bytes.indices {
      var broken = bytes
      broken[index] = 0xFF
      #expect(throws: InstanceFault.self) { try Instance(json: broken) }
    }
  }

  @Test("refuses sizes whose scores could overflow")
  func overflow() {
    var problem = Self.sample
    problem.weights.critical = 100_000_000
    problem.weights.fairness = 100_000_000
    problem.members = (0..<40).map { index in
      Problem.member("m\(index)") {
        $0.recent = 1_000_000
        $0.maxAssignments = Int.max
      }
    }
    problem.pinned = []
    problem.excluded = []
    problem.shifts = (0..<60).map { index in Problem.shift("s\(index)") }
    let fault = #expect(throws: InstanceFault.self) { try problem.instance() }
    #expect(fault?.reason == .tooLarge)
  }
}
