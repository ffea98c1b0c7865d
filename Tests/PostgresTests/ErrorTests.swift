import Postgres
import Testing

@Suite("An error") struct ErrorTests {
  static let secret = PostgresServerError(
    sqlState: "23505", severity: "ERROR", message: "duplicate key value 王小明", detail: "Key (phone)=(13800000000)", hint: "h",
    schema: "public", table: "member", column: "phone", constraint: "member_phone_key", context: "SQL statement", position: 15)

  static let all: [(PostgresError, String, String)] = [
    (
      .server(secret), "the database refused the statement (23505)",
      "ERROR 23505: duplicate key value 王小明; detail: Key (phone)=(13800000000); hint: h; schema: public; table: member; "
        + "column: phone; constraint: member_phone_key; position: 15; context: SQL statement"
    ),
    (
      .connectionDown(reason: "host db1 refused", outcomeUnknown: false), "the database is not reachable",
      "connection down (outcome known: nothing): host db1 refused"
    ),
    (
      .connectionDown(reason: "reset", outcomeUnknown: true),
      "the database connection was lost; the statement may have taken effect", "connection down (outcome unknown): reset"
    ),
    (
      .commitUnknown(reason: "reset"), "the database connection was lost while committing; the change may have taken effect",
      "commit unknown: reset"
    ),
    (.poolExhausted(waitSeconds: 2), "all database connections are busy", "no exclusive connection within 2.0 s"),
    (.cancelled, "the database request was cancelled", "cancelled"),
    (
      .decoding(column: "phone", problem: "NULL"), "the database returned a row of an unexpected shape",
      "decoding column phone: NULL"
    ),
    (.encoding("NUL"), "a value cannot be stored in the database", "encoding: NUL"),
    (.rowCount(2), "the database returned an unexpected number of rows", "expected one row, got 2"),
    (
      .rolledBack, "the transaction was rolled back",
      "rolled back: a statement of the transaction had failed, and its body swallowed the error"
    ),
    (.closed, "the database client is closed", "client closed"),
    (.misuse("SQL"), "the database client was used wrongly", "misuse: SQL"),
  ]

  @Test("is bland to clients and full in the log", arguments: all)
  func descriptions(error: PostgresError, bland: String, full: String) {
    #expect("\(error)" == bland)
    #expect(error.debugDescription == full)
  }

  @Test("of the server names SQLSTATE, constraint and table")
  func fields() async throws {
    try await withClient { client in
      try await client.withConnection { try await $0.run("CREATE TABLE member (id int CONSTRAINT positive CHECK (id > 0))") }
      let error = await failure { try await client.transaction { try await $0.execute("INSERT INTO member VALUES (\(-1))") } }
      #expect(error?.sqlState == "23514")
      #expect(error?.constraint == "positive")
      #expect(error?.table == "member")
      #expect(error?.isRetryable == false)
    }
  }
}
