import Postgres
import Testing

/// One value on its way to the server and back.
struct Trip: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Sends the value, reads it back, and says whether it came back the same and the server saw it as `text`.
  let make: @Sendable (PostgresClient) async throws -> Bool

  init<Value: PostgresEncodable & PostgresDecodable & Equatable>(_ value: Value, _ text: String?) {
    testDescription = "\(Value.self) \(value)"
    make = { client in
      let rows = try await client.read(Query("SELECT \(value), \(value)::text", as: Value.self, String?.self))
      return rows.count == 1 && rows[0].0 == value && rows[0].1 == text
    }
  }
}

private let trips: [Trip] = [
  Trip(true, "true"), Trip(false, "false"),
  Trip(Int16.min, "-32768"), Trip(Int16.max, "32767"), Trip(Int32.min, "-2147483648"), Trip(Int32.max, "2147483647"),
  Trip(Int64.min, "-9223372036854775808"), Trip(Int64.max, "9223372036854775807"), Trip(Int(-1), "-1"),
  Trip(0.1, "0.1"), Trip(-Double.infinity, "-Infinity"), Trip(Double.greatestFiniteMagnitude, "1.7976931348623157e+308"),
  Trip("", ""), Trip("巴彥淖爾市臨河區", "巴彥淖爾市臨河區"), Trip("𠮷 \u{301}\t\"'\\", "𠮷 \u{301}\t\"'\\"),
  Trip([UInt8](), "\\x"), Trip([0, 255, 10] as [UInt8], "\\x00ff0a"),
  Trip(PostgresTimestamp(microseconds: 0), "1970-01-01 00:00:00+00"),
  Trip(PostgresTimestamp(microseconds: -1), "1969-12-31 23:59:59.999999+00"),
  Trip(PostgresTimestamp(microseconds: 1_767_225_600_000_001), "2026-01-01 00:00:00.000001+00"),
  Trip(PostgresDate(days: 0), "1970-01-01"), Trip(PostgresDate(days: -719_162), "0001-01-01"),
  Trip(
    PostgresTimestampRange(.init(microseconds: 0), .init(microseconds: 3_600_000_000)),
    "[\"1970-01-01 00:00:00+00\",\"1970-01-01 01:00:00+00\")"),
  Trip([Int32](), "{}"), Trip([Int32.min, 0, Int32.max], "{-2147483648,0,2147483647}"), Trip([1, 2, 3], "{1,2,3}"),
  Trip([Int64.max], "{9223372036854775807}"), Trip([String](), "{}"), Trip(["甲", "", "a,b"], "{甲,\"\",\"a,b\"}"),
  Trip([true, false], "{t,f}"), Trip([0.5], "{0.5}"), Trip([[1, 2], []] as [[UInt8]], "{\"\\\\x0102\",\"\\\\x\"}"),
  Trip([PostgresDate(days: 1)], "{1970-01-02}"), Trip(["x", nil, "y"] as [String?], "{x,NULL,y}"),
  Trip(Int32?.none, nil), Trip(Int32?.some(5), "5"), Trip(String?.none, nil), Trip([Int]?.none, nil),
]

@Suite("A value") struct ValueTests {
  @Test("comes back as it went")
  func roundTrips() async throws {
    try await withClient(settings: [("TimeZone", "UTC")]) { client in
      for trip in trips {
        do {
          let isSame = try await trip.make(client)
          #expect(isSame, "\(trip.testDescription)")
        } catch {
          Issue.record(error, "\(trip.testDescription)")
        }
      }
    }
  }

  @Test("of a narrower or related type is widened, jsonb is text")
  func widening() async throws {
    try await withClient { client in
      let row = try await client.read(
        Query(
          "SELECT 1::int2, 2::int4, 3::int2, 1.5::float4, 'n'::name, 'v'::varchar, '{\"a\": 1}'::jsonb, '[1]'::json, 9::oid",
          as: Int64.self, Int.self, Int32.self, Double.self, String.self, String.self, String.self, String.self, Int.self))
      #expect(row.count == 1)
      #expect(row.first.map { ($0.0, $0.1, $0.2, $0.3) } ?? (0, 0, 0, 0) == (1, 2, 3, 1.5))
      #expect(row.first.map { [$0.4, $0.5, $0.6, $0.7] } == ["n", "v", "{\"a\": 1}", "[1]"])
      #expect(row.first?.8 == 9)
    }
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let column: String
    let read: @Sendable (PostgresClient) async throws -> Void
    init<Value: PostgresDecodable>(_ sql: SQL, _ type: Value.Type, column: String = "x") {
      testDescription = "\(sql.text) as \(type)"
      self.column = column
      read = { client in _ = try await client.read(Query(sql) { row in try row.decode(type) }) }
    }
  }

  static let refused: [Refused] = [
    Refused("SELECT 1::int8 AS x", Int32.self), Refused("SELECT 1::int4 AS x", String.self),
    Refused("SELECT 'a' AS x", Int.self), Refused("SELECT NULL::int8 AS x", Int.self),
    Refused("SELECT NULL::text AS x", String.self), Refused("SELECT NULL::int4[] AS x", [Int32].self),
    Refused("SELECT 1.5::numeric AS x", Double.self), Refused("SELECT now()::timestamp AS x", PostgresTimestamp.self),
    Refused("SELECT 'infinity'::timestamptz AS x", PostgresTimestamp.self),
    Refused("SELECT '-infinity'::timestamptz AS x", PostgresTimestamp.self),
    Refused("SELECT 'infinity'::date AS x", PostgresDate.self),
    Refused("SELECT '-infinity'::date AS x", PostgresDate.self),
    Refused("SELECT 'empty'::tstzrange AS x", PostgresTimestampRange.self),
    Refused("SELECT tstzrange(now(), NULL) AS x", PostgresTimestampRange.self),
    Refused("SELECT tstzrange(now(), 'infinity') AS x", PostgresTimestampRange.self),
    Refused("SELECT tstzrange(now(), now(), '[]') AS x", PostgresTimestampRange.self),
    Refused("SELECT '{1,NULL}'::int4[] AS x", [Int32].self), Refused("SELECT '{{1},{2}}'::int4[] AS x", [Int32].self),
    Refused("SELECT '{1}'::int8[] AS x", [Int32].self), Refused("SELECT 1 AS x", [Int32].self),
    Refused("SELECT 1 AS x, 2 AS y", Int.self, column: "*"),
  ]

  @Test("that does not fit is refused, naming its column")
  func mismatches() async throws {
    try await withClient { client in
      for refused in Self.refused {
        let error = await failure { try await refused.read(client) }
        guard case .decoding(let column, _) = error else {
          Issue.record("\(refused.testDescription): got \(String(describing: error))")
          continue
        }
        #expect(column == refused.column, "\(refused.testDescription)")
      }
    }
  }

  static let impossible: [SQL] = [
    "SELECT \("a\0b")", "SELECT \(["a", "\0"])", "SELECT \(String?.some("\0"))",
    "SELECT \(PostgresTimestamp(microseconds: .min))", "SELECT \(PostgresTimestamp(microseconds: .min + 946_684_800_000_000))",
    "SELECT \(PostgresDate(days: .min))", "SELECT \(PostgresDate(days: .min + 10_957))", "SELECT 'a\0b'",
  ]

  @Test("that PostgreSQL cannot hold is refused before anything is sent", arguments: impossible)
  func unsendable(sql: SQL) async throws {
    // Nothing listens here, so that an attempt to send would say connection down.
    let client = PostgresClient(PostgresConfiguration(conninfo: "host=/nowhere"), logger: quiet)
    let error = await failure { try await client.read(Query.void(sql)) }
    await client.close()
    guard case .encoding = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
  }

  @Test("is found by its column's name; a name that is not there is refused")
  func byName() async throws {
    try await withClient { client in
      let rows = try await client.read(
        Query("SELECT 1 AS a, 'x' AS \"名\"") { row in (try row["名", as: String.self], try row["a", as: Int.self]) })
      #expect(rows.map(\.0) == ["x"])
      #expect(rows.map(\.1) == [1])
      let error = await failure { try await client.read(Query("SELECT 1 AS a") { row in try row["b", as: Int.self] }) }
      #expect(error == .decoding(column: "b", problem: "no such column in the row"))
    }
  }
}

@Suite("A statement") struct SQLTests {
  @Test("turns each interpolated value into a parameter")
  func interpolation() {
    let sql: SQL = "SELECT * FROM a WHERE b = \(1) AND c = \("x; DROP TABLE a") AND d = '$9'"
    #expect(sql.text == "SELECT * FROM a WHERE b = $1 AND c = $2 AND d = '$9'")
  }

  @Test("composed of others numbers its parameters anew, and leaves literals alone")
  func composition() async throws {
    let condition: SQL = "n > \(1) AND '$1' <> \("二")"
    let whole: SQL =
      "SELECT \(5), array(SELECT n FROM generate_series(1, 4) n WHERE \(raw: condition) AND n < \(4)) \(raw: "-- end")"
    #expect(
      whole.text == "SELECT $1, array(SELECT n FROM generate_series(1, 4) n WHERE n > $2 AND '$1' <> $3 AND n < $4) -- end")
    try await withClient { client in
      let rows = try await client.read(Query(whole, as: Int.self, [Int32].self))
      #expect(rows.map(\.1) == [[2, 3]])
    }
    let joined = SQL.joined(["a = \(1)", "b = \(2)", "c"], separator: " OR ")
    #expect(joined.text == "a = $1 OR b = $2 OR c")
  }
}
