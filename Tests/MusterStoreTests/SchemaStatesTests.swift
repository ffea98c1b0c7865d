import MusterDomain
import MusterStore
import Postgres
import TestSupport
import Testing

/// The schema is the second wall; that it is the same wall shows here.
@Suite("The schema's states") struct SchemaStatesTests {
  @Test(
    "are the machines' own",
    arguments: [
      ("event_state_check", EventState.allCases.map(\.rawValue)), ("need_state_check", NeedState.allCases.map(\.rawValue)),
      ("registration_state_check", RegistrationState.allCases.map(\.rawValue)),
      ("shift_state_check", ShiftState.allCases.map(\.rawValue)),
      ("assignment_state_check", AssignmentState.allCases.map(\.rawValue)),
    ])
  func states(constraint: String, states: [String]) async throws {
    try await TestWorld.with { world in
      let definition = try #require(
        try await world.sql(
          Postgres.Query<String>.value("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = \(constraint)")
        ).first)
      #expect(Self.words(definition) == Set(states))
    }
  }

  @Test("that erase a need's contact, that take a seat and that bind a member are those of the machines")
  func sets() async throws {
    try await TestWorld.with { world in
      let ends = try await world.sql(
        Postgres.Query<String>.value("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'need_ends'"))
      let when = try #require(ends.first?.split(separator: "WHEN").last)
      #expect(Self.words(String(when)) == Set(NeedState.allCases.filter(\.erasesContact).map(\.rawValue)))
      let bound = try await world.sql(
        Postgres.Query<String>.value(
          "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'assignment_never_two_places'"))
      let held = try #require(bound.first?.split(separator: "WHERE").last)
      #expect(Self.words(String(held)) == Set(AssignmentState.allCases.filter(\.isFirm).map(\.rawValue)))
      for state in AssignmentState.allCases {
        try await world.execute(
          """
          INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, state, starts_at, ends_at, source, offered_at)
          VALUES (3, 1, 5, 4, \(state.rawValue), '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', now())
          """)
        #expect(try await world.number("SELECT taken FROM muster.shift WHERE id = 3") == (state.takesSeat ? 1 : 0), "\(state)")
        try await world.execute("UPDATE muster.assignment SET state = 'released' WHERE shift_id = 3")
        try await world.execute("DELETE FROM muster.assignment WHERE shift_id = 3")
      }
    }
  }

  @Test(
    "let members, leaders and units move an assignment only as the machine does",
    arguments: [("member-1", nil), ("leader-1", 1), ("unit-1", nil)] as [(String, Int32?)])
  func hands(account: String, team: Int32?) async throws {
    try await TestWorld.with { world in
      let hand = try #require(try await world.store.principal(named: account))
      var moved: Set<String> = []
      for held in AssignmentState.allCases {
        for next in AssignmentState.allCases where next != held {
          try await world.execute("DELETE FROM muster.assignment")
          try await world.execute("UPDATE muster.shift SET taken = 0 WHERE id = 1")
          try await world.execute(
            """
            INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, unit_id, team_id, state, starts_at, ends_at, source, offered_at)
            VALUES (1, 1, 4, 4, 1, \(team), \(held.rawValue), '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'claim', now())
            """)
          let rows = try? await world.store.transact(as: hand, at: world.clock.now) { transaction in
            try await transaction.execute("UPDATE muster.assignment SET state = \(next.rawValue) WHERE shift_id = 1")
          }
          guard rows == 1 else { continue }
          moved.insert("\(held)→\(next)")
          let isStep = AssignmentState.transitions.values.contains { $0[held] == next }
          #expect(isStep, "\(account): \(held) → \(next)")
        }
      }
      #expect(moved.contains("offered→accepted") == (account != "unit-1"))
    }
  }

  /// Words in single quotes.
  private static func words(_ definition: String) -> Set<String> {
    Set(
      definition.split(separator: "'", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map {
        String($0.element)
      })
  }
}
