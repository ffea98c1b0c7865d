import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers
import NIOCore
import TestSupport

@testable import MusterLineServer

extension LimitPair {
  static let crowds = [
    LimitPair("connections", 3, at: "OK", past: "BYE LIMIT/CONNS") { kit, limit in try await greetings(limit, kit) },
    LimitPair("anonymous-connections", 3, at: "OK", past: "BYE LIMIT/CONNS") { kit, limit in
      // Who is logged in takes no stranger's place.
      _ = try await kit.client()
      return try await greetings(limit, kit)
    },
    LimitPair("connections-per-address", at: "OK", past: "BYE LIMIT/CONNS") { kit, limit in
      try await greetings(limit, kit, from: "203.0.113.7")
    },
    LimitPair("connections-per-principal", at: "OK", past: "BYE LIMIT/CONNS") { kit, limit in
      var said: [String] = []
      for _ in 0...limit {
        let wire = try await kit.stranger()
        said.append(try await wire.ask("AUTH TOKEN \(TestWorld.token("staff-east"))"))
      }
      return (said[limit - 1], said[limit])
    },
    LimitPair("command-burst", at: "OK", past: "LATER LIMIT/RATE") { kit, limit in
      let client = try await kit.client()
      return try await pings(limit, client)
    },
    LimitPair("commands-per-second", at: "OK", past: "LATER LIMIT/RATE") { kit, limit in
      let client = try await kit.client()
      _ = try await pings(kit.limits.commandBurst, client)
      kit.advance(seconds: 1)
      return try await pings(limit, client)
    },
    LimitPair("unread-commands", at: "64", past: "64") { kit, limit in
      (try await handedOver(limit, kit.limits), try await handedOver(limit + 1, kit.limits))
    },
    LimitPair("output-high-water", at: "goes on", past: "waits") { kit, limit in
      (try await goesOn(behind: limit, kit.limits), try await goesOn(behind: limit + 1, kit.limits))
    },
  ]

  /// What the last that may come, and the next, are greeted with.
  private static func greetings(_ limit: Int, _ kit: LimitKit, from address: String = "127.0.0.1") async throws -> (
    String, String
  ) {
    var said: [String] = []
    for _ in 0...limit { said.append(try await kit.connect(from: address).words()) }
    return (said[limit - 1], said[limit])
  }

  private static func pings(_ count: Int, _ client: LimitWire) async throws -> (String, String) {
    try await client.send(String(repeating: "PING\n", count: count + 1))
    var said: [String] = []
    for _ in 0...count { said.append(try await client.words()) }
    // Not one before the last.
    let at = said.dropLast().first { $0 != "OK" } ?? "OK"
    return (at, said[count])
  }

  // MARK: A conversation that does nothing by itself

  /// How many of so many commands, read at once, its conversation is given while it answers none.
  private static func handedOver(_ count: Int, _ limits: Limits) async throws -> String {
    let (wire, link) = try await silent(limits)
    try await wire.send(String(repeating: "PING\n", count: count))
    for await turn in link.turns {
      await wire.close()
      if case .lines(let frames) = turn { return "\(frames.count)" }
    }
    return "none"
  }

  /// Whether it goes on working behind so many octets that its client has not taken.
  private static func goesOn(behind octets: Int, _ limits: Limits) async throws -> String {
    let (wire, link) = try await silent(limits)
    wire.shutDam()
    link.send(
      Link.Said(octets: Array(repeating: 0x20, count: octets), answered: 0, isAnonymous: true, answersAuth: false))
    await wire.dammed()
    let outcome = link.hasRoom ? "goes on" : "waits"
    if outcome == "waits" {
      // It is let go as soon as they are taken.
      async let isThere: Void = link.room()
      try await wire.openDam()
      await isThere
    }
    await wire.close()
    return outcome
  }

  private static func silent(_ limits: Limits) async throws -> (LimitWire, Link) {
    let held = NIOLockedValueBox<Link?>(nil)
    let inForce = LimitsInForce(limits)
    let server = ConnectionHandler.Server(
      limits: inForce, admission: Admission(limits: inForce), greeting: { _ in Array("OK muster proto=1\n".utf8) },
      refusal: { _, _ in [] },
      converse: { link, _, _ in
        held.withLockedValue { $0 = link }
        return ConnectionHandler.Conversing(answerAtOnce: { _ in nil }, cancel: {})
      })
    let wire = try await LimitWire { channel in
      try channel.pipeline.syncOperations.addHandler(
        ConnectionHandler(
          server: server, peer: .network(address: "127.0.0.1", isLoopback: true), isEncrypted: false, now: channel.eventLoop.now
        ))
    }
    _ = try await wire.final()
    guard let link = held.withLockedValue({ $0 }) else { throw TestFailure("no conversation") }
    return (wire, link)
  }
}
