import TestSupport
import Testing

@testable import MusterHandler

@Suite("The audit of people, access and imports") struct PeopleAuditTests {
  @Test("Every change leaves who did what to which thing, and no value")
  func audit() async throws {
    try await TestWorld.with { world in
      try await world.execute("UPDATE muster.registration SET state = 'left' WHERE member_id = 1")
      let staff = try await world.client(as: "staff-east")
      let admin = try await world.client(as: "admin")
      let registration = try #require(try await staff.ok("REGISTER \(world.code(.member, 1)) area=A-4").field("id"))
      try await staff.ok("REGISTRATION.SET \(registration) state=left reason=搬到外地的缘由")
      try await admin.ok("USER.SET wang role=staff area=A-4")
      let token = try #require(try await admin.ok("TOKEN add=wang").field("id"))
      try await admin.ok("TOKEN revoke=\(token)")
      try await admin.ok("IMPORT.NEW")
      try await admin.ok("IMPORT.PART I-1 file=skills.csv part=1 \"code,name\\nswim,游泳\\n\"")
      try await admin.ok("IMPORT.RUN I-1")
      #expect(try await world.runner.runOne())
      let rows: [String] = try await world.sql(
        .value(
          "SELECT a.name || ' ' || verb || ' ' || array_to_string(objects, ',') FROM muster.audit u JOIN muster.account a ON a.id = account_id ORDER BY u.id"
        ))
      let person = world.code(.member, 1)
      #expect(
        rows == [
          "staff-east REGISTER \(registration),\(person),A-4", "staff-east REGISTRATION.SET \(registration),\(person)",
          "admin USER.SET wang", "admin TOKEN wang,\(token)", "admin TOKEN wang,\(token)", "admin IMPORT.NEW I-1",
          "admin IMPORT.PART I-1", "admin IMPORT.RUN I-1,J-1", "admin IMPORT.RUN I-1,J-1",
        ])
      #expect(try await world.number("SELECT count(*) FROM muster.audit WHERE audit::text LIKE '%缘由%'") == 0)
    }
  }

  @Test("What is refused leaves no audit and no key")
  func refused() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let line = "REGISTER \(world.code(.member, 1)) area=A-4 key=0123456789abcdef"
      try await staff.expect(line, "NO CONFLICT/STATE")
      #expect(try await world.number("SELECT count(*) FROM muster.audit") == 0)
      #expect(try await world.number("SELECT count(*) FROM muster.command_key") == 0)
      // Decided anew once it can be done.
      try await world.execute("UPDATE muster.registration SET state = 'left' WHERE member_id = 1")
      try await staff.expect(line, "OK")
      try await staff.expect("REGISTER \(world.code(.member, 2)) area=A-4 key=0123456789abcdef", "NO KEY/REUSED")
    }
  }
}
