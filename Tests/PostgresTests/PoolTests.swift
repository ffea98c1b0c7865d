import Postgres
import Testing

@Suite("The pool") struct PoolTests {
  static let one = Query<Int>.value("SELECT 1")

  /// Returns once `count` callers wait for a connection. The statistics are the only sign that a caller has queued up.
  private func untilWaiting(_ count: Int, _ client: PostgresClient) async throws {
    while client.statistics.waiting != count {
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  @Test("of one connection serves its callers in the order in which they came")
  func fairness() async throws {
    try await withClient(leased: 1) { client in
      let (gate, opener) = AsyncStream<Void>.makeStream()
      let (order, note) = AsyncStream<Int>.makeStream()
      try await withThrowingTaskGroup(of: Void.self) { group in
        let (held, isHeld) = AsyncStream<Void>.makeStream()
        group.addTask {
          try await client.transaction { _ in
            isHeld.finish()
            for await _ in gate {}
          }
        }
        for await _ in held {}
        for caller in 0..<10 {
          group.addTask {
            try await client.transaction { transaction in
              note.yield(caller)
              _ = try await transaction.one(Self.one)
            }
          }
          try await untilWaiting(caller + 1, client)
        }
        opener.finish()
        try await group.waitForAll()
      }
      note.finish()
      let served = await order.reduce(into: []) { $0.append($1) }
      #expect(served == Array(0..<10))
    }
  }

  @Test("says exhausted when no connection comes back in time, and lends again later")
  func deadline() async throws {
    try await withClient(leased: 1, waitSeconds: 2) { client in
      let error = await failure {
        try await client.transaction { _ in try await client.transaction { _ in } }
      }
      #expect(error == .poolExhausted(waitSeconds: 2))
      let one = try await client.transaction { try await $0.one(Self.one) }
      #expect(one == 1)
    }
  }

  @Test("passes over a caller that was cancelled while waiting")
  func cancelledWaiter() async throws {
    try await withClient(leased: 1) { client in
      try await client.transaction { transaction in
        let waiter = Task { await failure { try await client.transaction { _ in } } }
        try await untilWaiting(1, client)
        waiter.cancel()
        #expect(await waiter.value == .cancelled)
        _ = try await transaction.one(Self.one)
      }
      let one = try await client.transaction { try await $0.one(Self.one) }
      #expect(one == 1)
    }
  }

  @Test("never opens more connections than it may")
  func bounded() async throws {
    try await withClient(leased: 3) { client in
      let sessions = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<40 {
          group.addTask { try await client.transaction { try await $0.one(Query<Int>.value("SELECT pg_backend_pid()")) } }
        }
        return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
      }
      #expect(sessions.count <= 3)
    }
  }

  @Test("closes a borrowed connection, so that no setting or lock of it survives")
  func borrowed() async throws {
    try await withClient(leased: 1) { client in
      try await client.withConnection { connection in
        _ = try await connection.execute("SELECT set_config('muster.areas', '{1}', false), pg_advisory_lock(7)")
      }
      let left = try await client.transaction { transaction in
        try await transaction.one(
          Query("SELECT current_setting('muster.areas', true), pg_try_advisory_lock(7)", as: String?.self, Bool.self))
      }
      #expect(left == (nil, true))
    }
  }

  @Test("refuses work after close, and close may be called twice")
  func closed() async throws {
    try await withClient { client in
      _ = try await client.read(Self.one)
      async let first: Void = client.close()
      async let second: Void = client.close()
      _ = await (first, second)
      let read = await failure { try await client.read(Self.one) }
      #expect(read == .closed)
      let transaction = await failure { try await client.transaction { _ in } }
      #expect(transaction == .closed)
    }
  }

  @Test("lets a transaction that runs end before it closes")
  func closeWaits() async throws {
    try await withClient { client in
      let (started, isStarted) = AsyncStream<Void>.makeStream()
      let task = Task {
        try await client.transaction { transaction in
          _ = try await transaction.one(Self.one)
          isStarted.finish()
          return try await transaction.one(Query<Int>.value("SELECT 5 FROM pg_sleep(0.05)"))
        }
      }
      for await _ in started {}
      await client.close()
      let value = try await task.value
      #expect(value == 5)
    }
  }
}

@Suite("A cancelled task") struct CancellationTests {
  @Test("gets its answer at once; its read's answer is dropped and the next read gets its own")
  func read() async throws {
    try await withClient { client in
      try await client.connect()
      let slow = Task { await failure { try await client.read(Query.void("SELECT pg_sleep(0.2)")) } }
      let next = Task { try await client.read(Query<Int>.value("SELECT 9")) }
      slow.cancel()
      #expect(await slow.value == .cancelled)
      let rows = try await next.value
      #expect(rows == [9])
    }
  }

  @Test("stops its statement in the server, undoes the transaction and gives the place in the pool back")
  func transaction() async throws {
    try await withClient(leased: 1) { client in
      try await client.withConnection { try await $0.run("CREATE TABLE t (n int)") }
      let (started, isStarted) = AsyncStream<Void>.makeStream()
      let task = Task {
        await failure {
          try await client.transaction { transaction in
            try await transaction.execute("INSERT INTO t VALUES (1)")
            isStarted.finish()
            try await transaction.execute("SELECT pg_sleep(3600)")
          }
        }
      }
      for await _ in started {}
      task.cancel()
      #expect(await task.value == .cancelled)
      let rows = try await client.transaction { transaction in
        // The table is locked exclusively, which waits until the cancelled session is gone.
        try await transaction.execute("LOCK TABLE t")
        return try await transaction.one(Query<Int>.value("SELECT count(*) FROM t"))
      }
      #expect(rows == 0)
    }
  }

  @Test("still commits what its body had finished")
  func commit() async throws {
    try await withClient { client in
      try await client.withConnection { try await $0.run("CREATE TABLE t (n int)") }
      let task = Task {
        try await client.transaction { transaction in
          try await transaction.execute("INSERT INTO t VALUES (1)")
          withUnsafeCurrentTask { $0?.cancel() }
        }
      }
      try await task.value
      let rows = try await client.read(Query<Int>.value("SELECT count(*) FROM t"))
      #expect(rows == [1])
    }
  }
}
