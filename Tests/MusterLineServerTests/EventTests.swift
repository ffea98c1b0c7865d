import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers
import Testing

@testable import MusterLineServer

/// Events that a test hands out.
final class ScriptedSource: EventSource {
  private struct State {
    var waiting: [Event] = []
    var next: Int64 = 1
    var taken = 0
    var arrival: (@Sendable () -> Void)?
  }
  private let state = NIOLockedValueBox(State())

  var taken: Int { state.withLockedValue { $0.taken } }

  /// So many more, numbered on.
  func push(_ count: Int, filler: Int = 0) {
    let arrival = state.withLockedValue { state in
      for _ in 0..<count {
        let fields = filler > 0 ? [Field("x", String(repeating: "x", count: filler))] : []
        state.waiting.append(Event(seq: state.next, "event", fields: fields))
        state.next += 1
      }
      return state.arrival
    }
    arrival?()
  }

  func attach(_ arrival: @escaping @Sendable () -> Void) {
    state.withLockedValue { $0.arrival = arrival }
    arrival()
  }

  func take(octets: Int) async -> [Event] {
    state.withLockedValue { state in
      var (count, size) = (0, 0)
      while count < state.waiting.count, size < octets {
        size += state.waiting[count].size
        count += 1
      }
      defer { state.waiting.removeFirst(count) }
      state.taken += count
      return Array(state.waiting.prefix(count))
    }
  }
}

@Suite("Events on a connection") struct EventTests {
  @Test("come only between replies, in their order and all of them, whatever commands are under way")
  func between() async throws {
    let handler = EchoHandler()
    try await withClient(handler) { client in
      client.send("AUTH TOKEN x\nWATCH events\n")
      _ = try await client.final()
      _ = try await client.final()
      let pushing = Task {
        for _ in 1...200 {
          handler.source.push(5)
          await Task.yield()
        }
      }
      for number in 1...2_000 { client.send("@\(number) MEMBERS q=\(number)\n") }
      var (events, replies) = ([Int64](), 0)
      while events.count < 1_000 || replies < 2_000 {
        switch try await client.reply() {
        case .greeting: Issue.record("a second greeting")
        case .event(let event): events.append(event.seq)
        case .reply(let tag, let reply):
          replies += 1
          #expect(tag == "\(replies)" && reply.table?.rows == [["\(replies)"]])
        }
      }
      await pushing.value
      #expect(events == Array(1...1_000))
    }
  }

  @Test("wait with whoever asked for them until it watches, and those that were there already come at once")
  func before() async throws {
    let handler = EchoHandler()
    handler.source.push(3)
    try await withClient(handler) { client in
      client.send("AUTH TOKEN x\nPING\nWATCH events\n")
      for _ in 1...3 {
        guard case .reply = try await client.reply() else {
          Issue.record("an event before the watch")
          return
        }
      }
      for seq in 1...3 {
        let output = try await client.reply()
        #expect(output == .event(Event(seq: Int64(seq), "event")))
      }
    }
  }

  @Test("stay where they are while the client does not read")
  func slowReader() async throws {
    let handler = EchoHandler()
    try await withServer(handler) { _, addresses in
      let client = try await TestClient.connect(to: addresses[0], autoRead: false)
      client.read()
      client.send("AUTH TOKEN x\nWATCH events\n")
      // 20 MB, which no socket buffer holds.
      handler.source.push(10_000, filler: 2_000)
      var (seen, looked) = (0, false)
      while seen < 10_000, let octets = await client.next() {
        seen += octets.readableBytesView.count { $0 == UInt8(ascii: ">") }
        if !looked, seen > 10 {
          #expect(handler.source.taken < 10_000)
          looked = true
        }
        client.read()
      }
      #expect(seen == 10_000 && looked)
      await client.close()
    }
  }
}
