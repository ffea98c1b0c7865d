import Foundation
import MusterSolver
import Testing

@Suite("Reading what Python reads") struct ReaderOracleTests {
  @Test("gives every value of made instances, however they are spelt", arguments: [1, 2, 3])
  func corpus(seed: Int) throws {
    let lines = try Judge.python(["-c", Self.spellings, "\(seed)"]).output.split(separator: "\n")
    let texts = try lines.map { Array(try JSONDecoder().decode(String.self, from: Data($0.utf8)).utf8) }
    try #require(texts.count == 5)
    for (text, account) in zip(texts, try ReaderOracle.accounts(of: texts)) {
      #expect(ReaderOracle.account(of: try Instance(json: text)) == account)
    }
  }

  /// One instance, its ids in many scripts, written compactly, spread out, all in escapes, and with its keys in two other orders.
  private static let spellings = #"""
    import json, random, re, subprocess, sys
    made = subprocess.run([sys.executable, "make_instance.py", "--size", "s", "--seed", sys.argv[1]], stdout=subprocess.PIPE, check=True)
    text = made.stdout.decode()
    ends = ["", "社区", "é", "e\u0301", "😀", "\\\"", "/\\u0000\\n", "-long-enough-for-several-words-", "\u00df\u00df\u00df\u00df\u00df\u00df\u00df"]
    d = json.loads(re.sub(r'"([a-z]{1,2}\d+[^"]*)"', lambda m: '"%s%s"' % (m[1], ends[sum(m[1].encode()) % len(ends)]), text))
    def shuffled(v, r):
        if isinstance(v, dict):
            return {k: shuffled(v[k], r) for k in r.sample(sorted(v), len(v))}
        return [shuffled(x, r) for x in v] if isinstance(v, list) else v
    for v, more in ((d, {"separators": (",", ":")}), (d, {"indent": 1}), (d, {"ensure_ascii": True}),
                    (shuffled(d, random.Random(1)), {}), (shuffled(d, random.Random(2)), {"indent": "\t"})):
        print(json.dumps(json.dumps(v, **{"ensure_ascii": False, **more})))
    """#

  @Test("takes none of 10,000 damaged texts for anything else than Python does")
  func mutations() throws {
    var random = Mutations(seed: 20_241)
    let whole = Array(ReaderTests.sample.json.utf8)
    let texts = [whole] + (0..<10_000).map { _ in random.damage(whole) }
    var (taken, refused) = (0, 0)
    for (text, account) in zip(texts, try ReaderOracle.accounts(of: texts)) {
      do throws(InstanceFault) {
        let instance = try Instance(json: text)
        #expect(ReaderOracle.account(of: instance) == account, "\(String(decoding: text, as: UTF8.self))")
        taken += 1
      } catch {
        let (line, column) = (try #require(error.line), try #require(error.column))
        #expect(line >= 1 && column >= 1 && column <= text.count + 1)
        if case .syntax(let what) = error.reason, !Self.stricter.contains(what) {
          #expect(account == "broken", "\(error): \(String(decoding: text, as: UTF8.self))")
        }
        refused += 1
      }
    }
    // Some damage is harmless: a digit becomes another, a letter of an id changes.
    #expect(taken > 500 && refused > 5000)
  }

  /// What Python lets pass.
  private static let stricter = ["the number has too many digits", "half a surrogate pair"]
}

/// Small damage to a text: bytes and digits changed, put in, taken out, pieces copied elsewhere.
private struct Mutations {
  private var state: UInt64
  private static let marks = Array("{}[],:\"\\ \n0123456789-.eEnulabdfst\u{0}\u{1F}甲é".utf8) + [0xFF, 0xC0, 0xED, 0xA0]
  private static let pieces = [
    "\\ud83d\\ude00", "\\u0041", "\\ud800", "null", "-0", "00", "1e3", "1.5", "[]", "{}", "\"\"", " , ",
  ]

  init(seed: UInt64) { state = seed }

  private mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  mutating func damage(_ whole: [UInt8]) -> [UInt8] {
    var text = whole
    for _ in 0...below(2) {
      let at = below(text.count)
      switch below(6) {
      case 0: text[at] = Self.marks[below(Self.marks.count)]
      case 1: text.insert(Self.marks[below(Self.marks.count)], at: at)
      case 2: text.remove(at: at)
      case 3:
        let digit = text[at...].firstIndex { $0 >= 48 && $0 < 58 } ?? at
        text[digit] = UInt8(48 + below(10))
      case 4: text.replaceSubrange(at..<min(text.count, at + below(6)), with: Self.pieces[below(Self.pieces.count)].utf8)
      default: text.insert(contentsOf: Array(text[at..<min(text.count, at + below(60))]), at: below(text.count))
      }
    }
    return text
  }
}
