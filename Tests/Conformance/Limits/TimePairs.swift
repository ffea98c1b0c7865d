import MusterProtocol
import TestSupport

extension LimitPair {
  /// Each lets pass until the last nanosecond.
  static let times = [
    LimitPair("handshake-time", at: "OK", past: "closed") { kit, limit in
      let late = try await kit.connect(isEncrypted: true)
      await late.advance(almost(limit))
      try await late.endHandshake()
      let silent = try await kit.connect(isEncrypted: true)
      await silent.advance(.seconds(limit))
      return (try await late.words(), try await silent.words())
    },
    LimitPair("login-time", at: "OK", past: "BYE TIMEOUT") { kit, limit in
      let late = try await kit.stranger()
      await late.advance(almost(limit))
      let at = try await late.ask("AUTH TOKEN \(TestWorld.token("staff-east"))")
      await late.advance(.seconds(limit))
      let after = try await late.ask("PING")
      // Nor does it help not to be silent.
      let busy = try await kit.stranger()
      await busy.advance(almost(limit))
      _ = try await busy.ask("PING")
      await busy.advance(.nanoseconds(1))
      return (after == "OK" ? at : after, try await busy.words())
    },
    LimitPair("started-line-time", at: "OK", past: "BYE TIMEOUT") { kit, limit in
      let client = try await kit.client()
      try await client.send("PI")
      await client.advance(almost(limit))
      let at = try await client.ask("NG")
      try await client.send("PI")
      await client.advance(almost(limit))
      // More of the line does not give it more time.
      try await client.send("N")
      await client.advance(.nanoseconds(1))
      return (at, try await client.words())
    },
    LimitPair("idle-time", at: "OK", past: "BYE TIMEOUT") { kit, limit in
      let client = try await kit.client()
      await client.advance(almost(limit))
      let at = try await client.ask("PING")
      await client.advance(.seconds(limit))
      return (at, try await client.words())
    },
    LimitPair("stalled-output-time", at: "OK", past: "closed") { kit, limit in
      let slow = try await kit.client()
      slow.shutDam()
      try await slow.send("PING\n")
      await slow.dammed()
      await slow.advance(almost(limit))
      try await slow.openDam()
      let at = try await slow.words()
      // As many octets wait again, and yet something was taken meanwhile.
      slow.shutDam()
      try await slow.send("PING\n")
      await slow.dammed()
      await slow.advance(.nanoseconds(1))
      try await slow.openDam()
      let again = try await slow.words()
      let stuck = try await kit.client()
      stuck.shutDam()
      try await stuck.send("PING\n")
      await stuck.dammed()
      await stuck.advance(.seconds(limit))
      return (again == "OK" ? at : again, try await stuck.words())
    },
  ]

  private static func almost(_ seconds: Int) -> Duration { .seconds(seconds) - .nanoseconds(1) }
}
