import MusterDomain
import MusterProtocol
import Testing

@testable import MusterHandler

@Suite("Every refusal of a machine") struct RefusalTests {
  private static let zone = ZoneRules.fixed("Asia/Shanghai", offsetSeconds: 8 * 3600)

  private static func pairs<State: StateMachine>(_: State.Type) -> [Refusal] {
    var met: [Refusal] = []
    for state in State.allCases {
      for action in State.Action.allCases {
        do { _ = try state.after(action) } catch { met.append(error) }
      }
    }
    return met
  }

  private static let all: [Refusal] =
    pairs(AssignmentState.self) + pairs(EventState.self) + pairs(NeedState.self) + pairs(RegistrationState.self)
    + pairs(ShiftState.self)
    + pairs(Membership.self) + pairs(PostTerm.self)

  @Test("has its code, and a sentence in both languages that names state and action in words, and whence it could be done")
  func sentences() {
    #expect(Self.all.count > 200)
    for refusal in Self.all {
      let answer = Answer(refusal, zone: Self.zone)
      #expect(answer.word == .no && answer.code == .conflictState)
      guard case .notFrom(let state, let action, let allowed) = refusal else {
        Issue.record("\(refusal)")
        continue
      }
      #expect(answer.fields == [Field("state", Wording.wire(state))])
      for name in [state, action] + allowed {
        #expect(answer.sentence.english.contains(Wording.wire(name)), "\(answer.sentence.english)")
      }
      #expect(!answer.sentence.english.unicodeScalars.contains { $0.properties.isIdeographic })
      #expect(Wording.state(state).unicodeScalars.first?.properties.isIdeographic == true, "\(state)")
      #expect(Wording.action(action).unicodeScalars.first?.properties.isIdeographic == true, "\(action)")
      #expect(
        answer.sentence.chinese.contains(Wording.state(state)) && answer.sentence.chinese.contains(Wording.action(action)))
    }
  }

  @Test("tells whose it is where it is somebody else's")
  func whose() {
    for hand in Hand.allCases {
      let answer = Answer(.notTheirs(action: "approve", whose: [hand]), zone: Self.zone)
      #expect(answer.code == .denied)
      #expect(answer.sentence.english.contains(hand.rawValue))
      #expect(answer.sentence.chinese.contains(Wording.hands([hand])) && Wording.hands([hand]) != hand.rawValue)
    }
    let early = Answer(.tooEarly(action: "lapse", from: CivilDate(daysSinceEpoch: 0)), zone: Self.zone)
    #expect(early.fields == [Field("opens", "1970-01-01")] && early.sentence.chinese.contains("期满"))
  }
}
