import Glibc
import MusterProtocol
import TestSupport
import Testing

@Suite("Passwords from the command line", .serialized) struct PasswordTests {
  private struct Shell {
    let city: SmallCity

    func file(_ name: String, _ text: String) throws -> String {
      try city.scratch.write("\(text)\n", name)
      let path = "\(city.scratch.path)/\(name)"
      chmod(path, 0o600)
      return path
    }

    func muster(_ arguments: String..., as account: String? = nil) async throws -> Scratch.Outcome {
      let token = try account.map { try file("token-\($0)", TestWorld.token($0)) }
      return try await city.scratch.muster(
        arguments.first == "password"
          ? ["password", "--server", "127.0.0.1:\(city.port)"] + arguments.dropFirst()
          : ["--server", "127.0.0.1:\(city.port)"] + arguments,
        variables: token.map { ["MUSTER_TOKEN_FILE": $0] } ?? [:])
    }
  }

  @Test("A password is set, logs in, is changed by the old one, and is neither sent nor kept in the clear")
  func wholeLife() async throws {
    try await SmallCity.with { city in
      let shell = Shell(city: city)
      #expect(city.scratch.mode("data/login.key") == 0o600)
      let first = try shell.file("first", "合欢树下的长椅")
      let second = try shell.file("second", "correct horse battery")
      let set = try await shell.muster("password", "--new-password-file", first, as: "staff-east")
      #expect(set.ending == .code(2), "seven characters are too few: \(set)")
      let longer = try shell.file("first", "合欢树下的长椅三条")
      let done = try await shell.muster("password", "--new-password-file", longer, as: "staff-east")
      #expect(done.ending == .code(0), "\(done)")
      let login = try await shell.muster("--user", "staff-east", "--password-file", longer, "WHOAMI")
      #expect(login.ending == .code(0) && login.column("user") == ["staff-east"], "\(login)")
      let wrong = try await shell.muster("--user", "staff-east", "--password-file", second, "WHOAMI")
      #expect(wrong.ending == .code(1) && wrong.errors.contains("AUTH/FAILED"), "\(wrong)")
      let nobody = try await shell.muster("--user", "nobody", "--password-file", second, "WHOAMI")
      #expect(nobody.ending == wrong.ending && nobody.errors == wrong.errors, "\(nobody)")
      let changed = try await shell.muster(
        "password", "--user", "staff-east", "--password-file", longer, "--new-password-file", second)
      #expect(changed.ending == .code(0), "\(changed)")
      let renewed = try await shell.muster("--user", "staff-east", "--password-file", second, "WHOAMI")
      #expect(renewed.ending == .code(0), "\(renewed)")
      for secret in ["correct horse battery", "SCRAM-SHA-256$"] {
        #expect(!city.daemon.errorsSoFar.contains(secret))
        let traces = try await city.number(
          "SELECT (SELECT count(*) FROM muster.audit a WHERE a::text LIKE '%' || \(secret) || '%') + (SELECT count(*) FROM muster.command_key k WHERE k::text LIKE '%' || \(secret) || '%')"
        )
        #expect(traces == 0)
      }
    }
  }

  @Test("Common passwords, those of the name and those without anybody to ask are refused before anything is sent")
  func refused() async throws {
    try await SmallCity.with { city in
      let shell = Shell(city: city)
      for bad in ["short", "password1", "Qwertyuiop", "staff-east", "abcdefghij", "88888888", "abababababab", "pass\u{1}word9"]
      {
        let path = try shell.file("bad", bad)
        let outcome = try await shell.muster("password", "staff-east", "--new-password-file", path, as: "admin")
        #expect(outcome.ending == .code(2), "\(bad): \(outcome)")
      }
      let kept = try await city.number("SELECT count(*) FROM muster.password")
      #expect(kept == 0)
      let both = try await shell.muster("--user", "a", "--as", "b", "PING")
      #expect(both.ending == .code(2), "\(both)")
    }
  }

  @Test("A connection that says nothing is closed when its token is revoked; so is one by a password that is changed")
  func idle() async throws {
    try await SmallCity.with { city in
      let admin = try city.socket(as: "admin")
      let made = try admin.ok("TOKEN add=staff-east").final
      let silent = try LineSocket(port: city.port)
      try silent.ok("AUTH TOKEN \(try #require(made.field("token")))")
      let other = try city.socket(as: "staff-east")
      try admin.ok("TOKEN revoke=\(try #require(made.field("id")))")
      let goodbye = try silent.reply().reply
      #expect(goodbye.final.words == "BYE AUTH/EXPIRED")
      #expect(try silent.isClosed())
      try other.ok("MEMBERS")
    }
  }

  @Test("A key file that others can read, or that holds something else, is refused by name")
  func keyFile() async throws {
    try await SmallCity.with { city in
      for (content, mode) in [(String(repeating: "ab", count: 32), 0o644), ("not a key", 0o600), ("abcd", 0o600)]
        as [(String, mode_t)]
      {
        try city.scratch.write(content + "\n", "key")
        chmod("\(city.scratch.path)/key", mode)
        let daemon = try await city.scratch.musterd(
          data: "second", ["--database", city.superuser, "--unsafe-for-tests", "--key-file", "\(city.scratch.path)/key"])
        #expect(await daemon.end() == .code(1))
        let said = await daemon.everything().errors
        #expect(said.contains("\(city.scratch.path)/key"), "\(said)")
      }
    }
  }
}
