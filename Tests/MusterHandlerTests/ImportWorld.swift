import MusterCity
import MusterDomain
import MusterProtocol
import MusterStore
import TestSupport
import Testing

@testable import MusterHandler

/// Files on their way through the IMPORT verbs, and what came of them.
struct Imported {
  let id: String
  /// `done`, `failed`, …
  let state: String
  /// JSON.
  let result: String
  let errors: Reply

  /// `members.csv 2 phone VALUE/PHONE`, in the order of IMPORT.ERRORS.
  var problems: [String] {
    let columns = ["file", "line", "column", "code"].map { errors.column($0) }
    return (errors.table?.rows.indices ?? 0..<0).map { row in columns.compactMap { $0[row] }.joined(separator: " ") }
  }
}

extension TestWorld {
  var runner: JobRunner { JobRunner(handler.environment) }

  /// Begins an import and uploads the files, each in parts of so many octets; its id.
  func upload(
    _ files: [(name: String, bytes: [UInt8])], dry: Bool = false, partOctets: Int = 48 << 10, by client: TestClient
  ) async throws -> String {
    let id = try #require(try await client.ok("IMPORT.NEW dry=\(dry ? "yes" : "no")").field("id"))
    for (name, bytes) in files {
      for (index, start) in stride(from: 0, to: max(bytes.count, 1), by: partOctets).enumerated() {
        let piece = Array(bytes[start..<min(start + partOctets, bytes.count)])
        let text = Array(Base64.encode(piece).utf8)
        let line = "IMPORT.PART \(id) file=\(name) part=\(index + 1) encoding=base64 data={\(text.count)}"
        let reply = try await client.send(line, literal: text)
        guard reply.final.word == .ok else { throw TestFailure("\(line): \(reply.final)") }
      }
    }
    return id
  }

  /// The whole way, to the end of the job.
  func load(_ files: [(name: String, bytes: [UInt8])], dry: Bool = false) async throws -> Imported {
    let client = try await client(as: "admin")
    let id = try await upload(files, dry: dry, by: client)
    let job = try #require(try await client.ok("IMPORT.RUN \(id)").field("job")).dropFirst(2)
    guard try await runner.runOne(), let number = Int64(job) else { throw TestFailure("no job") }
    let ends: [String] = try await sql(
      .value("SELECT state || ' ' || coalesce(result::text, '') FROM muster.job WHERE id = \(number)"))
    let (state, result) = try #require(ends.first.map { ($0.prefix { $0 != " " }, $0.drop { $0 != " " }.dropFirst()) })
    let errors = try await client.ok("IMPORT.ERRORS \(id)")
    return Imported(id: id, state: String(state), result: String(result), errors: errors)
  }

  func load(_ name: String, _ text: String, dry: Bool = false) async throws -> Imported {
    try await load([(name: name, bytes: Array(text.utf8))], dry: dry)
  }

  /// Takes the small city out, but for its administrator: a database as it is before its first import.
  func clear() async throws {
    try await execute(
      """
      DO $$ BEGIN
        SET LOCAL session_replication_role = replica;
        DELETE FROM muster.token WHERE account_id <> (SELECT id FROM muster.account WHERE name = 'admin');
        DELETE FROM muster.account WHERE role NOT IN ('system', 'operator', 'administrator');
        DELETE FROM muster.shift; DELETE FROM muster.need_contact; DELETE FROM muster.need_time; DELETE FROM muster.need;
        DELETE FROM muster.event; DELETE FROM muster.team_member; DELETE FROM muster.team; DELETE FROM muster.registration;
        DELETE FROM muster.availability; DELETE FROM muster.member_skill; DELETE FROM muster.member;
        DELETE FROM muster.pairing; DELETE FROM muster.unit; DELETE FROM muster.venue; DELETE FROM muster.skill;
        DELETE FROM muster.domain; DELETE FROM muster.area;
      END $$
      """)
  }

  /// A fingerprint of where every row of every table of the city stands and which transaction wrote it.
  func fingerprint() async throws -> [String] {
    // The day of a login is written by the login.
    try await execute("UPDATE muster.account SET last_login = '2026-05-03' WHERE last_login IS DISTINCT FROM '2026-05-03'")
    return try await sql(
      .value(
        """
        SELECT tablename || query_to_xml(
                 format('SELECT md5(coalesce(string_agg(ctid::text || xmin::text, '','' ORDER BY ctid), '''')) AS f FROM muster.%I', tablename),
                 true, false, '')::text
          FROM pg_tables
         WHERE schemaname = 'muster'
           AND tablename NOT IN ('job', 'import', 'import_part', 'import_problem', 'audit', 'command_key', 'token', 'outbox',
                                 'feed', 'dispatcher')
         ORDER BY tablename
        """))
  }

  static func sample(members: Int) throws -> MusterCity.City {
    let week = try #require(CivilDate("2026-05-04"))
    return SampleCity.make(profile: .linhe, members: members, seed: 7, week: week)
  }
}

/// RFC 4648, for tests: the daemon has its own.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  static func encode(_ bytes: [UInt8]) -> String {
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let three = Array(bytes[start..<min(start + 3, bytes.count)])
      let word = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < three.count ? UInt32(three[$1]) : 0) }
      for place in 0..<4 {
        text.append(place <= three.count ? alphabet[Int(word >> UInt32(18 - 6 * place) & 63)] : "=")
      }
    }
    return text
  }
}
