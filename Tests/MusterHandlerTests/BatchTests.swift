import MusterDomain
import MusterProtocol
import MusterStore
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

@Suite("A batch") struct BatchTests {
  @Test("queues what changes something and does all of it at COMMIT, a row for each")
  func commit() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      #expect(try await staff.ok("BEGIN").field("queued") == "0")
      #expect(try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))").field("queued") == "1")
      #expect(try await staff.ok("EVENT.SET E-1 title=义诊 if=1").field("queued") == "2")
      #expect(try await staff.ok("SHIFT.ADD E-1 role=登记 minimum=1 seats=2").field("queued") == "3")
      #expect(try await world.number("SELECT count(*) FROM muster.assignment") == 0)
      let done = try await staff.ok("COMMIT")
      #expect(done.final.fields == [Field("commands", "3")])
      #expect(done.table?.columns == ["n", "verb", "id", "v", "fields"])
      #expect(done.column("n") == ["1", "2", "3"])
      #expect(done.column("verb") == ["ASSIGN", "EVENT.SET", "SHIFT.ADD"])
      #expect(done.column("v")[1] == "2")
      #expect(done.column("fields")[1] == "id=E-1 state=published v=2")
      let id = try #require(done.column("id")[0])
      try await staff.ok("RELEASE \(id) reason=x")
      try await staff.expect("COMMIT", "NO CONFLICT/STATE")
      let shifts = try await staff.ok("SHIFTS event=E-1 cols=role state=all")
      #expect(shifts.column("role").contains("登记"))
    }
  }

  @Test("is done wholly or not at all, and says which command was refused, why, and what it said itself")
  func allOrNothing() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let before = try await world.contents()
      for (lines, at, code, field) in [
        (["ASSIGN S-1 M", "ASSIGN S-1 M"], "2", "EXISTS", "id"),
        (["EVENT.SET E-1 title=a if=1", "EVENT.SET E-1 title=b if=1"], "2", "STALE", "now"),
        (["ASSIGN S-9 M", "ASSIGN S-1 M"], "1", "NOT-FOUND", "arg"),
        (["ASSIGN S-1 M", "EVENT.SET E-2 title=b"], "2", "NOT-FOUND", "arg"),
        (["EVENT.SET E-1 state=cancelled", "ASSIGN S-1 M"], "1", "ARG/MISSING", "arg"),
      ] {
        try await staff.ok("BEGIN")
        for line in lines { try await staff.ok(line.replacing(" M", with: " \(world.code(.member, 1))")) }
        let refused = try await staff.expect("COMMIT", "NO BATCH/FAILED")
        #expect(refused.field("at") == at && refused.field("code") == code && refused.field(field) != nil, "\(refused.final)")
        #expect(refused.final.text?.isEmpty == false && refused.table == nil)
        let after = try await world.contents()
        #expect(after == before)
        try await staff.expect("ROLLBACK", "NO CONFLICT/STATE")
      }
    }
  }

  @Test("shows each command what those before it did")
  func sequence() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("BEGIN")
      for number in 1...5 { try await staff.ok("EVENT.SET E-1 title=\(number) if=\(number)") }
      try await staff.ok("EVENT.SET E-1 state=cancelled reason=雨")
      try await staff.ok("SHIFT.ADD E-1 role=x minimum=1 seats=1")
      let refused = try await staff.expect("COMMIT", "NO BATCH/FAILED")
      #expect(refused.field("at") == "7" && refused.field("code") == "CONFLICT/STATE" && refused.field("state") == "cancelled")
      // A leader's right to offer is read within the transaction as well.
      let leader = try await world.client(as: "leader-1")
      try await leader.ok("BEGIN")
      try await leader.ok("ASSIGN S-1 \(world.code(.member, 2))")
      try await leader.ok("ASSIGN S-1 \(world.code(.member, 4))")
      let outside = try await leader.expect("COMMIT", "NO BATCH/FAILED")
      #expect(outside.field("at") == "2" && outside.field("code") == "NOT-FOUND")
    }
  }

  @Test("with dry=yes says what would come of it, leaves no trace in any table, and can then be done")
  func dry() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let before = try await world.contents()
      try await staff.ok("BEGIN key=dry-and-then-done-1")
      try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))")
      try await staff.ok("EVENT.SET E-1 title=义诊")
      let tried = try await staff.ok("COMMIT dry=yes cols=verb,v")
      #expect(tried.final.fields == [Field("commands", "2"), Field("dry", "yes")])
      #expect(tried.table == Table(columns: ["verb", "v"], rows: [["ASSIGN", nil], ["EVENT.SET", "2"]]))
      let after = try await world.contents()
      #expect(after == before)
      let done = try await staff.ok("COMMIT")
      #expect(done.field("replayed") == nil && done.field("dry") == nil)
      #expect(try await world.number("SELECT count(*) FROM muster.assignment") == 1)
      try await staff.ok("BEGIN")
      try await staff.ok("EVENT.SET E-1 title=x if=1")
      try await staff.expect("COMMIT dry=yes", "NO BATCH/FAILED")
    }
  }

  @Test("with a key is done once: the same again gives the stored answer with its rows, another content is refused")
  func replay() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      var replies: [Reply] = []
      for _ in 0..<2 {
        try await staff.ok("BEGIN key=the-one-batch-0001")
        try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))")
        try await staff.ok("EVENT.SET E-1 title=\"义 诊\" if=1")
        replies.append(try await staff.ok("COMMIT"))
      }
      #expect(replies[0].table == replies[1].table && replies[0].table?.rows.count == 2)
      #expect(replies[1].final.fields == [Field("commands", "2"), Field("replayed", "yes")])
      #expect(try await world.number("SELECT count(*) FROM muster.assignment") == 1)
      try await staff.ok("BEGIN key=the-one-batch-0001")
      try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))")
      try await staff.expect("COMMIT", "NO KEY/REUSED")
      try await staff.expect("EVENT.SET E-1 title=x key=the-one-batch-0001", "NO KEY/REUSED")
      try await staff.expect("COMMIT", "NO CONFLICT/STATE")
    }
  }

  @Test("whose connection to the database dies half way has done nothing, and is done when COMMIT is repeated")
  func killed() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let hand = try #require(try await world.store.principal(named: "staff-east"))
      try await staff.ok("BEGIN")
      try await staff.ok("EVENT.SET E-1 title=新")
      try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))")
      try await world.store.transact(as: hand, at: world.clock.now) { transaction in
        try await transaction.execute("SELECT FROM muster.shift WHERE id = 1 FOR UPDATE")
        let commit = Task { try await staff.word("COMMIT") }
        while try await world.number(
          """
          SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'
          """) == 0
        {
          await Task.yield()
        }
        #expect(try await commit.value == "LATER STORE/DOWN")
      }
      #expect(try await world.number("SELECT count(*) FROM muster.event WHERE title = '新'") == 0)
      try await staff.expect("COMMIT", "OK")
      #expect(try await world.number("SELECT count(*) FROM muster.event WHERE title = '新'") == 1)
    }
  }

  @Test("that others' locks cross is tried again as a whole")
  func deadlock() async throws {
    try await TestWorld.with { world in
      let clients = [try await world.client(as: "staff-street"), try await world.client(as: "staff-street")]
      for (client, events) in zip(clients, [["E-1", "E-2"], ["E-2", "E-1"]]) {
        try await client.ok("BEGIN")
        for event in events {
          for number in 1...40 { try await client.ok("EVENT.SET \(event) title=\(number)") }
        }
      }
      async let first = clients[0].word("COMMIT")
      async let second = clients[1].word("COMMIT")
      let words = try await [first, second]
      #expect(words == ["OK", "OK"])
      #expect(try await world.number("SELECT sum(v) FROM muster.event") == 2 + 2 * 80)
    }
  }
}

extension TestWorld {
  /// Every row of every table, as digests by the table's name.
  fileprivate func contents() async throws -> [String: String] {
    let rows = try await sql(
      Postgres.Query(
        """
        SELECT tablename::text, md5(query_to_xml(format('SELECT t::text FROM muster.%I t ORDER BY 1', tablename), true, false, '')::text)
          FROM pg_tables WHERE schemaname = 'muster'
        """, as: String.self, String.self))
    return Dictionary(uniqueKeysWithValues: rows)
  }
}
