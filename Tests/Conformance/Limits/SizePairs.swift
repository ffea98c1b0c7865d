import MusterProtocol
import TestSupport

private func letters(_ count: Int) -> String { String(repeating: "x", count: count) }

extension LimitPair {
  static let sizes = [
    LimitPair("line", at: "BAD ARG/UNKNOWN", past: "BYE LIMIT/SIZE") { kit, limit in
      let client = try await kit.client()
      return (try await client.ask("PING " + letters(limit - 5)), try await client.ask("PING " + letters(limit - 4)))
    },
    LimitPair("anonymous-line", at: "BAD ARG/UNKNOWN", past: "BYE LIMIT/SIZE") { kit, limit in
      let client = try await kit.stranger()
      return (try await client.ask("PING " + letters(limit - 5)), try await client.ask("PING " + letters(limit - 4)))
    },
    LimitPair("auth-line", at: "NO AUTH/FAILED", past: "BYE LIMIT/SIZE") { kit, limit in
      let client = try await kit.stranger()
      let auth = { (count: Int) in "AUTH TOKEN " + letters(count - 11) }
      return (try await client.ask(auth(limit)), try await client.ask(auth(limit + 1)))
    },
    LimitPair("literal", at: "NO NOT-FOUND", past: "BYE LIMIT/SIZE") { kit, limit in
      let client = try await kit.client(as: "admin")
      let part = { (count: Int) in "IMPORT.PART I-1 file=a part=1 {\(count)}\n" + letters(count) }
      return (try await client.ask(part(limit)), try await client.ask(part(limit + 1)))
    },
    LimitPair("anonymous-literal", at: "BAD ARG/UNKNOWN", past: "BYE LIMIT/SIZE") { kit, limit in
      let client = try await kit.stranger()
      let line = { (count: Int) in "PING x={\(count)}\n" + letters(count) }
      return (try await client.ask(line(limit)), try await client.ask(line(limit + 1)))
    },
    LimitPair("quoted", at: "NO NOT-FOUND", past: "BAD LIMIT/SIZE") { kit, limit in
      let client = try await kit.client(as: "admin")
      let part = { (count: Int) in "IMPORT.PART I-1 file=a part=1 data=\"\(letters(count))\"" }
      return (try await client.ask(part(limit)), try await client.ask(part(limit + 1)))
    },
    LimitPair("arguments", at: "BAD ARG/UNKNOWN", past: "BAD LIMIT/ARGS") { kit, limit in
      let client = try await kit.client()
      let line = { (count: Int) in "PING" + (1...count).map { " a\($0)=1" }.joined() }
      return (try await client.ask(line(limit)), try await client.ask(line(limit + 1)))
    },
    LimitPair("default-page", 3, at: "OK rows=3 more=no", past: "OK rows=3 more=yes") { kit, limit in
      let client = try await kit.client()
      try await fillNeeds(to: limit, client)
      try await client.send("NEEDS\n")
      let at = try await client.final()
      try await fillNeeds(to: limit + 1, client)
      try await client.send("NEEDS\n")
      return (at, String(try await client.final().prefix("OK rows=3 more=yes".count)))
    },
    LimitPair("page", 4, at: "OK", past: "BAD ARG/VALUE") { kit, limit in
      let client = try await kit.client()
      return (try await client.ask("NEEDS limit=\(limit)"), try await client.ask("NEEDS limit=\(limit + 1)"))
    },
    LimitPair("batch-commands", 3, at: "OK", past: "NO LIMIT/SIZE") { kit, limit in
      let client = try await kit.client()
      _ = try await client.ask("BEGIN")
      var at = ""
      for number in 1...limit { at = try await client.ask("EVENT.SET E-1 title=\(number)") }
      return (at, try await client.ask("EVENT.SET E-1 title=x"))
    },
    LimitPair("batch-octets", 200, at: "OK", past: "NO LIMIT/SIZE") { kit, limit in
      var said: [String] = []
      for octets in [limit, limit + 1] {
        let client = try await kit.client()
        _ = try await client.ask("BEGIN")
        _ = try await client.ask("EVENT.SET E-1 title=xxxx")
        let line = { (count: Int) in "EVENT.SET E-1 title=" + letters(count) }
        let others = try weight(line(4)) + weight(line(0))
        said.append(try await client.ask(line(octets - others)))
      }
      return (said[0], said[1])
    },
  ]

  /// What a batch counts of a command: verb, names and values, and a mark before each name and each value.
  private static func weight(_ line: String) throws -> Int {
    // An empty title is none.
    let isEmpty = line.hasSuffix("=")
    let command = try CommandParser().parse(Array((isEmpty ? line + "x" : line).utf8), literal: nil).get()
    let octets = command.arguments.reduce(command.verb.name.utf8.count) { $0 + $1.key.utf8.count + $1.value.utf8.count + 2 }
    return isEmpty ? octets - 1 : octets
  }

  private static func fillNeeds(to count: Int, _ client: LimitWire) async throws {
    while true {
      try await client.send("NEEDS limit=100\n")
      let rows = try await client.final().split(separator: " ").first { $0.hasPrefix("rows=") }?.dropFirst(5)
      guard let rows = rows.flatMap({ Int($0) }), rows < count else { return }
      let said = try await client.ask(
        "NEED.ADD title=陪诊\(rows) area=A-4 domain=health times=2026-05-07T08:00/2026-05-07T09:00 contact=张三")
      guard said == "OK" else { throw TestFailure(said) }
    }
  }
}
