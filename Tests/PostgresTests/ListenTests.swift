import Postgres
import Testing

@Suite("A listener") struct ListenTests {
  @Test("hears every notification in order, whatever the channel is called")
  func hears() async throws {
    try await withClient { client in
      var heard = client.listen(["頻 \"道\"", "other"]).makeAsyncIterator()
      #expect(await heard.next() == .listening)
      try await client.transaction { transaction in
        for number in 0..<100 { try await transaction.execute("SELECT pg_notify(\("頻 \"道\""), \("\(number)"))") }
      }
      for number in 0..<100 { #expect(await heard.next() == .notified(channel: "頻 \"道\"", payload: "\(number)")) }
    }
  }

  @Test("whose connection was killed listens again and says so")
  func reconnects() async throws {
    try await withClient { client in
      var heard = client.listen(["a"]).makeAsyncIterator()
      #expect(await heard.next() == .listening)
      let killed = try await client.read(
        Query<Bool>.value(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"))
      #expect(killed == [true])
      #expect(await heard.next() == .reconnected)
      _ = try await client.read(Query.void("SELECT pg_notify('a', 'again')"))
      #expect(await heard.next() == .notified(channel: "a", payload: "again"))
    }
  }

  @Test("ends with its client, and with its task")
  func ends() async throws {
    try await withClient { client in
      let task = Task {
        for await _ in client.listen(["a"]) {}
        return true
      }
      task.cancel()
      #expect(await task.value)
      var heard = client.listen(["a"]).makeAsyncIterator()
      #expect(await heard.next() == .listening)
      await client.close()
      #expect(await heard.next() == nil)
    }
  }
}
