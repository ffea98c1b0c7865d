import MusterStore
import Postgres
import TestSupport
import Testing

/// The second wall: what the database refuses even where a handler forgot to ask.
@Suite("Row security") struct RowSecurityTests {
  @Test("is on, forced, and opens each table to its owner; the daemon's role owns nothing and bypasses nothing")
  func everywhere() async throws {
    try await TestWorld.with { world in
      let open = try await world.sql(
        Postgres.Query<String>.value(
          """
          SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'muster' AND c.relkind IN ('r', 'p')
             AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity OR NOT EXISTS (
                    SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles = array['muster_owner'::regrole::oid]))
           ORDER BY 1
          """))
      #expect(open.isEmpty)
      #expect(try await world.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'muster'") > 30)
      #expect(try await world.number("SELECT count(*) FROM pg_class WHERE relowner = 'muster_app'::regrole") == 0)
      #expect(
        try await world.number("SELECT count(*) FROM pg_roles WHERE rolname = 'muster_app' AND (rolsuper OR rolbypassrls)") == 0
      )
      #expect(try await world.number("SELECT count(*) FROM pg_auth_members WHERE member = 'muster_app'::regrole") == 0)
    }
  }

  @Test("lets no policy of the daemon's role stand open without a scope, but the city's own row")
  func nothingOpen() async throws {
    try await TestWorld.with { world in
      let open = try await world.sql(
        Postgres.Query<String>.value(
          """
          SELECT tablename::text FROM pg_policies WHERE schemaname = 'muster' AND 'muster_app' = ANY (roles)
             AND (qual = 'true' OR with_check = 'true') ORDER BY 1
          """))
      #expect(open == ["city"])
    }
  }

  @Test("hides and keeps every guarded row of another community")
  func probes() async throws {
    try await TestWorld.with { world in
      try await Probe.lay(world)
      let east = try await world.staffEast()
      for probe in Probe.all {
        #expect(try await probe.foreignRows(east, world) == 0, "\(probe)")
        #expect(try await probe.ownRows(east, world) > 0, "\(probe)")
        #expect(try await probe.changedForeignRows(east, world) ?? 0 == 0, "\(probe)")
      }
    }
  }

  @Test("is what hides them: without it the same probes find them")
  func probesCanFail() async throws {
    try await TestWorld.with { world in
      try await Probe.lay(world)
      let east = try await world.staffEast()
      for probe in Probe.all {
        try await world.execute("ALTER TABLE muster.\(raw: probe.table) DISABLE ROW LEVEL SECURITY")
        #expect(try await probe.foreignRows(east, world) > 0, "\(probe)")
        #expect(try await probe.changedForeignRows(east, world) ?? 1 > 0, "\(probe)")
        try await world.execute("ALTER TABLE muster.\(raw: probe.table) ENABLE ROW LEVEL SECURITY")
        #expect(try await probe.foreignRows(east, world) == 0, "\(probe)")
      }
    }
  }

  @Test("shows nothing at all once a table's policies are gone")
  func policiesDropped() async throws {
    try await TestWorld.with { world in
      try await Probe.lay(world)
      let east = try await world.staffEast()
      // Children before the parents that their policies ask.
      for probe in Probe.all.reversed() {
        #expect(try await probe.ownRows(east, world) > 0, "\(probe)")
        try await world.execute(
          """
          DO $$ DECLARE p record; BEGIN
            FOR p IN SELECT policyname, tablename FROM pg_policies
                      WHERE schemaname = 'muster' AND tablename = '\(raw: probe.table)' AND 'muster_app' = ANY (roles) LOOP
              EXECUTE format('DROP POLICY %I ON muster.%I', p.policyname, p.tablename);
            END LOOP;
          END $$
          """)
        #expect(try await probe.ownRows(east, world) == 0, "\(probe)")
      }
    }
  }

  @Test("shows nothing to an unset scope, fresh or on a connection that another scope has just used")
  func unsetScope() async throws {
    try await TestWorld.with { world in
      try await Probe.lay(world)
      let client = world.store.client
      let east = try await world.staffEast()
      let backend = Postgres.Query<Int32>.value("SELECT pg_backend_pid()")
      for probe in Probe.all {
        let all = Postgres.Query<Int64>.value(probe.count(nil))
        let fresh = try await client.read(all)
        #expect(fresh == [0], "\(probe)")
        // The pipelined lane: one connection for everybody's reads.
        #expect(try await probe.ownRows(east, world) > 0, "\(probe)")
        let reused = try await client.read(all)
        #expect(reused == [0], "\(probe)")
        // A leased connection: the same backend again after a commit.
        let first = try await world.store.transact(as: east, at: world.clock.now) { transaction in
          let own = try await transaction.first(Postgres.Query<Int64>.value(probe.count(4)))
          #expect((own ?? 0) > 0, "\(probe)")
          return try await transaction.first(backend)
        }
        let second = try await client.transaction { transaction in
          let rows = try await transaction.query(all)
          #expect(rows == [0], "\(probe)")
          return try await transaction.query(backend).first
        }
        #expect(first == second)
      }
    }
  }

  @Test("leaves nothing of a scope behind an error, on either lane")
  func afterError() async throws {
    try await TestWorld.with { world in
      try await Probe.lay(world)
      let client = world.store.client
      let east = try await world.staffEast()
      let all = Postgres.Query<Int64>.value("SELECT count(*) FROM muster.member")
      let broken = Postgres.Query<Int64>.value("SELECT 1 / (count(*) - count(*)) FROM muster.member")
      await #expect(throws: StoreError.self) { try await world.store.read(as: east, broken) }
      let reused = try await client.read(all)
      #expect(reused == [0])
      await #expect(throws: (any Error).self) {
        try await world.store.transact(as: east, at: world.clock.now) { try await $0.rows(broken) }
      }
      let after = try await client.transaction { try await $0.query(all) }
      #expect(after == [0])
    }
  }
}

extension TestWorld {
  /// The rights of community 4's staff.
  fileprivate func staffEast() async throws -> Principal { try #require(try await store.principal(named: "staff-east")) }
}
