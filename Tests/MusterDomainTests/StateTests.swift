import MusterDomain
import Testing

/// The lives of things, as tables to read: rows are states, columns what may follow. A change of a rule shows here.
@Suite("States") struct StateTests {
  @Test("of an event follow one another as the table says")
  func events() {
    #expect(
      steps(EventState.self) == """
        draft → cancelled published
        published → cancelled closed
        cancelled →
        closed → published settled
        settled →
        """)
  }

  @Test("of a need follow one another as the table says")
  func needs() {
    #expect(
      steps(NeedState.self) == """
        reported → accepted cancelled handed_over merged rejected
        accepted → cancelled handed_over scheduled served
        scheduled → accepted cancelled handed_over served
        served → rated
        rated →
        rejected →
        merged →
        cancelled →
        handed_over →
        """)
  }

  @Test("of a registration follow one another as the table says")
  func registrations() {
    #expect(
      steps(RegistrationState.self) == """
        drafted → left submitted
        submitted → approved exempt left
        approved → active exempt left
        active → exempt left transferred
        transferred →
        exempt → active left
        left →
        """)
  }

  @Test("of an assignment change by actions as the table says")
  func assignments() {
    let table = AssignmentState.allCases.map { state in
      let moves = AssignmentState.Action.allCases.compactMap { action in
        (try? state.after(action)).map { "\(action.rawValue):\($0.rawValue)" }
      }
      return ([state.rawValue] + moves).joined(separator: " ")
    }
    #expect(
      table.joined(separator: "\n") == """
        offered accept:accepted decline:declined expire:expired withdraw:withdrawn release:released
        accepted decline:declined release:released check-in:checked_in enter-hours:served mark-absent:absent excuse:excused
        declined enter-hours:served
        expired enter-hours:served
        withdrawn enter-hours:served offer-again:offered
        released enter-hours:served offer-again:offered
        checked_in check-out:served enter-hours:served
        served enter-hours:served
        absent enter-hours:served excuse:excused
        excused enter-hours:served
        """)
  }

  @Test("of an assignment that bind a member take a seat, and an offer takes one too")
  func seats() {
    let taking = AssignmentState.allCases.filter(\.takesSeat)
    #expect(taking == [.offered, .accepted, .checkedIn, .served])
    #expect(AssignmentState.allCases.filter(\.isFirm) == [.accepted, .checkedIn, .served])
  }

  @Test("refuse by name, and say from where it could be done")
  func refusals() {
    #expect(throws: Refusal.notFrom(state: "cancelled", action: "published", allowed: ["closed", "draft"])) {
      try EventState.cancelled.moving(to: .published)
    }
    #expect(throws: Refusal.notFrom(state: "declined", action: "accept", allowed: ["offered"])) {
      try AssignmentState.declined.after(.accept)
    }
    #expect(throws: Refusal.notFrom(state: "settled", action: "draft", allowed: [])) {
      try EventState.settled.moving(to: .draft)
    }
  }

  @Test("of a need that end it erase the contact; those that turn it down take a reason")
  func needEnds() {
    #expect(NeedState.allCases.filter(\.erasesContact) == [.rated, .rejected, .merged, .cancelled, .handedOver])
    #expect(NeedState.allCases.filter(\.needsReason) == [.rejected, .merged, .cancelled, .handedOver])
    #expect(RegistrationState.allCases.filter(\.needsReason) == [.transferred, .exempt, .left])
  }

  private func steps<State: StateMachine>(_ type: State.Type) -> String {
    State.allCases.map { state in
      let next = State.allCases.filter { (try? state.moving(to: $0)) == $0 }.map(\.rawValue).sorted()
      return (["\(state.rawValue) →"] + next).joined(separator: " ")
    }.joined(separator: "\n")
  }
}
