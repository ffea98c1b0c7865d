import Postgres
import Testing

@Suite("The client's executor") struct ExecutorTests {
  @Test("runs a transaction to its end, and many beside one another on one connection")
  func transactions() async throws {
    try await withClient(leased: 1) { client in
      try await client.withConnection { try await $0.run("CREATE TABLE note (id int PRIMARY KEY)") }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for id in 1...20 {
          group.addTask {
            try await withTaskExecutorPreference(client.executor) {
              try await client.transaction { transaction in
                _ = try await transaction.execute("INSERT INTO note VALUES (\(id))")
                _ = try await transaction.query(Query<Int>.value("SELECT count(*) FROM note"))
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let count = try await client.read(Query<Int>.value("SELECT count(*) FROM note"))
      #expect(count == [20])
    }
  }

  @Test("hands on what is left of a task when its client has been closed")
  func closed() async throws {
    try await withClient { client in
      try await client.connect()
      await client.close()
      let error = await withTaskExecutorPreference(client.executor) {
        await failure { try await client.read(Query<Int>.value("SELECT 1")) }
      }
      #expect(error == .closed)
    }
  }
}
