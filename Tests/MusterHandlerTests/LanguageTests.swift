import MusterDomain
import MusterProtocol
import MusterStore
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Every answer") struct LanguageTests {
  private static let refusals: [Refusal] = [
    .notFrom(state: "checked_in", action: "accept", allowed: ["offered"]),
    .notFrom(state: "settled", action: "move", allowed: []),
    .sameHand(action: "SETTLE"), .outsideWindow(action: "check_in", opens: Instant(seconds: 0), closes: Instant(seconds: 1)),
    .outsideWindow(action: "check_in", opens: Instant(seconds: 0), closes: nil),
    .outsideWindow(action: "check_in", opens: nil, closes: Instant(seconds: 0)),
    .outsideWindow(action: "check_in", opens: nil, closes: nil), .full(seats: 4), .overlap, .rule("skill"), .rule("team"),
    .reasonMissing(action: "cancelled"),
  ]

  private static let errors: [StoreError] = [
    .overlap, .full, .venueTaken, .exists(what: "x"), .missing(what: "x"), .constraint("x"), .rightsChanged, .denied, .down,
    .diskFull, .readOnly, .contention, .timeout, .poolExhausted, .commitUnknown, .keyReused, .keyBusy, .cancelled, .fault("x"),
  ]

  @Test("to what decisions and the store refuse is there in both languages, with a word that HELP errors lists")
  func refusals() {
    let zone = ZoneRules.fixed("UTC", offsetSeconds: 0)
    for answer in Self.refusals.map({ Answer($0, zone: zone) }) + Self.errors.map({ Answer($0, id: "7Q2K") }) {
      #expect(isChinese(answer.sentence.chinese) && isEnglish(answer.sentence.english), "\(answer.sentence)")
      #expect(Codes.page(answer.code)?.words.contains(answer.word) == true, "\(answer.word) \(answer.code)")
      #expect((answer.word == .later || answer.word == .unsure) == answer.fields.contains { $0.name == "retry" }, "\(answer)")
      let (ours, theirs) = (answer.reply(in: .chinese).final, answer.reply(in: .english).final)
      #expect(ours.code == theirs.code && ours.fields == theirs.fields && ours.text != theirs.text)
    }
  }

  @Test("names every state that can be asked for, and every action, in Chinese")
  func wordings() {
    for row in VerbTable.rows {
      guard let state = row.arguments.first(where: { $0.name == "state" }), case .choice(let words) = state.kind else {
        continue
      }
      for word in words where !["full", "all", "received"].contains(word) { #expect(isChinese(Wording.state(word)), "\(word)") }
    }
    for state in AssignmentState.allCases { #expect(isChinese(Wording.state(state.rawValue))) }
    for action in AssignmentState.Action.allCases { #expect(isChinese(Wording.action(action.rawValue)), "\(action)") }
  }

  @Test("of the handlers is said in the session's language; words, codes and fields are the same in both")
  func handlers() async throws {
    try await TestWorld.with { world in
      for (account, lines) in Self.lines(world) {
        let ours = account.isEmpty ? world.stranger() : try await world.client(as: account)
        let theirs = account.isEmpty ? world.stranger() : try await world.client(as: account)
        try await theirs.ok("SET lang=en")
        for line in lines {
          let (chinese, english) = (try await ours.send(line).final, try await theirs.send(line).final)
          #expect(chinese.word != .ok, "\(line)")
          #expect(chinese.word == english.word && chinese.code == english.code && chinese.fields == english.fields, "\(line)")
          #expect(isChinese(chinese.text ?? "") && isEnglish(english.text ?? ""), "\(line): \(english.text ?? "")")
        }
      }
    }
  }

  /// What is refused, by whom it is asked.
  private static func lines(_ world: TestWorld) -> [(String, [String])] {
    let event = world.code(.event, 1)
    return [
      ("", ["AREAS", "AUTH PEER", "AUTH TOKEN x", "AUTH TOKEN", "SET", "SET tz=Mars/Olympus", "SET proto=2", "HELP nosuch"]),
      (
        "staff-east",
        [
          "AUTH TOKEN x", "TOKEN", "EVENTS E-99", "MEMBERS q=a", "MEMBERS in=A-7", "AREAS after=x", "AREAS cols=id,nosuch",
          "EVENT.SET \(event)", "EVENT.SET \(event) state=published if=99", "EVENT.SET \(event) state=cancelled",
          "NEEDS in=A-99", "SOLVE area=A-4 from=2026-05-04 to=2026-05-20",
          "SOLVE area=A-4 from=2026-05-05 to=2026-05-04", "WHY", "CHECKIN P-1 by=staff", "SETTLE E-1",
          "NEED.SET N-1 state=rated", "ROSTER R-99", "JOB J-99", "PUBLISH R-9",
          "EVENT.ADD title=x area=A-4 domain=health from=2026-05-04T09:00 to=2026-05-04T08:00",
          "EVENT.ADD title=x area=A-4 domain=health from=2026-05-04T09:00 to=2026-05-04T10:00 lon=1",
        ]
      ),
      ("member-1", ["SOLVE area=A-4 from=2026-05-04 to=2026-05-05", "ACCEPT P-1 by=phone", "MEMBER M-1", "CLAIM S-99"]),
      (
        "admin",
        [
          "TOKEN add=nobody", "TOKEN add=operator", "TOKEN add=admin revoke=x", "TOKEN revoke=AAAA",
          "USER.SET admin role=staff",
          "USER.SET x role=staff", "IMPORT.RUN I-99", "TOKEN add=admin expires=2020-01-01",
        ]
      ),
    ]
  }

  private func isChinese(_ text: String) -> Bool { text.unicodeScalars.contains { $0.properties.isIdeographic } }
  private func isEnglish(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { $0.isASCII || $0 == "…" }
  }
}
