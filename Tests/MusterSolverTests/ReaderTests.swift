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

  @Test("takes keys and lists in any order, triples before the people they name too")
  func order() throws {
    let lists = try #require(Self.sample.json.firstRange(of: "\"members\""))
    let triples = try #require(Self.sample.json.firstRange(of: ",\"pinned\""))
    var text = Self.sample.json
    let tail = text[triples.lowerBound...].dropFirst().dropLast() + ","
    text = text[..<lists.lowerBound] + tail + text[lists.lowerBound..<triples.lowerBound] + "}"
    let instance = try Instance(json: Array(text.utf8))
    #expect(instance.pinned == [Triple(member: 0, shift: 0, time: 0)])
    #expect(Array(instance.excluded[1]) == [0])
  }

  @Test("reads white space, the least and the greatest numbers, and long strings")
  func extremes() throws {
    let id = String(repeating: "甲\u{1F600}a", count: 100)
    var problem = Self.sample
    problem.members[1] = Problem.member(id) {
      $0.maxMinutes = Int.max
      $0.at = (-10_000_000, 10_000_000)
    }
    problem.excluded = [(1, 1)]
    let text = problem.json.replacing(",", with: " ,\t").replacing(":", with: "\r\n : ")
    let instance = try Instance(json: Array(text.utf8))
    #expect(instance.members.ids[1] == id && instance.member(id) == 1)
    #expect(instance.members.maxMinutes[1] == Int32.max)
    #expect(instance.members.x[1] == -10_000_000 && instance.members.y[1] == 10_000_000)
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

  @Test("refuses every prefix, and every byte that is not UTF-8, without a crash")
  func torn() {
    let bytes = Array(Self.sample.json.utf8)
    for count in 0..<bytes.count {
      let fault = #expect(throws: InstanceFault.self) { try Instance(json: Array(bytes[..<count])) }
      #expect(fault?.line == 1 && (fault?.column ?? .max) <= count + 1)
    }
    for index in bytes.indices {
      var broken = bytes
      broken[index] = 0xFF
      #expect(throws: InstanceFault.self) { try Instance(json: broken) }
    }
  }

  @Test("refuses four gibibytes before it looks at one")
  func long() {
    // No byte of it may be read: only the first page is there.
    let page = UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 4096)
    defer { page.deallocate() }
    let bytes = UnsafeRawBufferPointer(start: page, count: 1 << 32)
    #expect(throws: InstanceFault.self) { try Instance(json: bytes) }
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
