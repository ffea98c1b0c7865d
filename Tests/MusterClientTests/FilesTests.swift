import Glibc
import MusterProtocol
import NIOConcurrencyHelpers
import Testing

@testable import MusterClient

@Suite("A token") struct TokenTests {
  @Test(
    "is looked for in the account's file, then the environment's, then the administrator's",
    arguments: [
      ("staff-31", "/e/token", ".muster/tokens/staff-31", true), (nil, "/e/token", "/e/token", true),
      (nil, nil, ".muster/admin.token", false), (nil, "", ".muster/admin.token", false),
      ("网格员-1", nil, ".muster/tokens/网格员-1", true),
    ] as [(String?, String?, String, Bool)])
  func order(account: String?, file: String?, path: String, isNamed: Bool) throws {
    let source = try TokenSource(dataDirectory: ".muster", account: account, file: file)
    #expect(source.path == path)
    #expect(source.isNamed == isNamed)
  }

  @Test("is never looked for outside the folder of tokens", arguments: ["../admin", "..", ".", "", "a/b", "a b", "a\n"])
  func outside(account: String) {
    #expect(throws: ClientError.self) { try TokenSource(dataDirectory: "d", account: account, file: nil) }
  }

  @Test("may be missing only where nobody named it")
  func missing() throws {
    let scratch = try Scratch()
    let admin = try TokenSource(dataDirectory: scratch.path, account: nil, file: nil)
    #expect(try admin.token() == nil)
    let named = try TokenSource(dataDirectory: scratch.path, account: "a", file: nil)
    #expect(throws: ClientError.file(path: named.path, fault: .missing)) { try named.token() }
  }

  @Test(
    "is the first line of its file, and looks like one",
    arguments: [
      ("mst_a_b\n", "mst_a_b"), ("mst_a_b", "mst_a_b"), ("mst_a_b\r\n", "mst_a_b"), ("secret\n", nil), ("", nil),
      ("mst_a b", nil),
    ]
      as [(String, String?)])
  func content(text: String, token: String?) throws {
    let scratch = try Scratch()
    let path = try scratch.write(text, to: "token")
    let source = try TokenSource(dataDirectory: "", account: nil, file: path)
    #expect((try? source.token()) == token)
  }

  @Test("that others can read is said so", arguments: [(mode_t(0o600), false), (0o400, false), (0o640, true), (0o604, true)])
  func mode(mode: mode_t, isOpen: Bool) throws {
    let scratch = try Scratch()
    let path = try scratch.write("mst_a_b\n", to: "token", mode: mode)
    let warning = try TokenSource(dataDirectory: "", account: nil, file: path).warning
    #expect(warning == (isOpen ? .file(path: path, fault: .open(mode: mode)) : nil))
  }
}

@Suite("A private file") struct PrivateFileTests {
  @Test("is its owner's alone, with the folders that it needed, and appears whole")
  func modes() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a/b/token"
    try PrivateFile.write(Array("one".utf8), to: path)
    try PrivateFile.write(Array("two".utf8), to: path)
    #expect(try scratch.read("a/b/token") == "two")
    #expect(scratch.names("a/b") == ["token"])
    for (name, mode) in [("a", 0o700), ("a/b", 0o700), ("a/b/token", 0o600)] {
      var status = stat()
      #expect(stat("\(scratch.path)/\(name)", &status) == 0)
      #expect(Int(status.st_mode) & 0o777 == mode)
    }
  }
}

@Suite("The journal of keys") struct KeyJournalTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func journal(at seconds: Int64 = 1_000) -> KeyJournal { KeyJournal(directory: scratch.path, now: { seconds }) }

  @Test("gives each command a key of its own, of the protocol's letters")
  func fresh() throws {
    let journal = journal()
    let keys = try (0..<100).map { _ in try journal.key(for: "ACCEPT P-1").text }
    #expect(Set(keys).count == 100)
    for key in keys {
      let command = try CommandParser().parse(Array("ACCEPT P-1 key=\(key)".utf8)).get()
      #expect(command.arguments["key"] == key)
    }
  }

  @Test("hands on what a process left unanswered, to the same command and once")
  func left() throws {
    var first: KeyJournal? = journal(at: 1_000)
    let one = try #require(try first?.key(for: "ACCEPT P-1").text)
    let settled = try #require(try first?.key(for: "ACCEPT P-2").text)
    first?.settle(settled)
    first = nil
    let second = journal(at: 2_000)
    #expect(try second.key(for: "ACCEPT P-3").leftSince == nil)
    #expect(try second.key(for: "ACCEPT P-2").text != settled)
    #expect(try second.key(for: "ACCEPT P-1") == KeyJournal.Key(text: one, leftSince: 1_000))
    #expect(try second.key(for: "ACCEPT P-1").leftSince == nil)
  }

  @Test("never takes the key of a process that lives")
  func alive() throws {
    let first = journal()
    let key = try first.key(for: "ACCEPT P-1").text
    let second = journal()
    let other = try second.key(for: "ACCEPT P-1")
    #expect(other.leftSince == nil)
    #expect(other.text != key)
    first.settle(key)
  }

  @Test("hands on to the same command what nobody waits for any longer")
  func released() throws {
    let journal = journal(at: 1_000)
    let key = try journal.key(for: "ACCEPT P-1")
    journal.release(key.text)
    #expect(try journal.key(for: "ACCEPT P-2").leftSince == nil)
    #expect(try journal.key(for: "ACCEPT P-1") == KeyJournal.Key(text: key.text, leftSince: 1_000))
    #expect(try journal.key(for: "ACCEPT P-1").text != key.text)
  }

  @Test("is handed on from one dead process to the next")
  func chain() throws {
    var first: KeyJournal? = journal(at: 1_000)
    let key = try first?.key(for: "ACCEPT P-1").text
    first = nil
    var second: KeyJournal? = journal(at: 1_001)
    #expect(try second?.key(for: "ACCEPT P-1").text == key)
    second = nil
    let third = journal(at: 1_002)
    #expect(try third.key(for: "ACCEPT P-1") == KeyJournal.Key(text: try #require(key), leftSince: 1_000))
  }

  @Test("forgets a key that the server will have forgotten", arguments: [(-1, true), (0, false)] as [(Int64, Bool)])
  func expired(offset: Int64, isKept: Bool) throws {
    var first: KeyJournal? = journal(at: 1_000)
    _ = try first?.key(for: "ACCEPT P-1")
    first = nil
    let later = journal(at: 1_000 + KeyJournal.keepSeconds + offset)
    #expect((try later.key(for: "ACCEPT P-1").leftSince != nil) == isKept)
  }

  @Test("leaves no file behind when all was answered, and names nobody in one that it keeps")
  func files() throws {
    var journal: KeyJournal? = journal()
    let key = try #require(try journal?.key(for: "MEMBER.ADD name=张三").text)
    let name = try #require(scratch.names().first)
    #expect(try !scratch.read(name).contains("张三"))
    #expect(PrivateFile.openMode("\(scratch.path)/\(name)") == nil)
    journal?.settle(key)
    journal = nil
    #expect(scratch.names().isEmpty)
  }

  @Test("ignores a line that a crash cut short")
  func torn() throws {
    _ = try scratch.write("+ 0123456789abcdef \(Fingerprint.of("ACCEPT P-1")) 1000\n+ 0123", to: "x.keys")
    let key = try journal(at: 1_001).key(for: "ACCEPT P-1")
    #expect(key.text == "0123456789abcdef")
  }

  @Test(
    "tells commands apart by FNV-1a",
    arguments: [("", "6c62272e07bb014262b821756295c58d"), ("a", "d228cb696f1a8caf78912b704e4a8964")])
  func fingerprint(text: String, hash: String) {
    #expect(Fingerprint.of(text) == hash)
  }
}
