import Glibc

/// The keys of commands that were sent and not yet answered, on disk before the first octet leaves. A client that is
/// killed, or whose machine stops, leaves its journal behind; the next one that is asked for the very same command takes
/// the key from there, so that the server answers what it has stored instead of doing it twice.
///
/// One file a process, locked while it lives: a key of a process that still runs is never taken. Commands are kept as
/// fingerprints, not as text, for they may name people.
public final class KeyJournal {
  public struct Key: Hashable, Sendable {
    public let text: String
    /// When an earlier run made it (seconds since 1970); nil if it is new.
    public let leftSince: Int64?
  }

  /// The server keeps a key's reply for 7 days; a day less, so that clocks may differ.
  static let keepSeconds: Int64 = 6 * 86_400

  private let directory: String
  private let now: @Sendable () -> Int64
  private var own: JournalFile?
  private var unsettled: [String: JournalFile.Entry] = [:]
  /// Those of our own that nobody waits for any longer, oldest first.
  private var released: [JournalFile.Entry] = []
  private var left: [String: [(path: String, entry: JournalFile.Entry)]]?

  /// `directory` is made when the first key is. `now` gives seconds since 1970.
  public init(directory: String, now: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }) {
    self.directory = directory
    self.now = now
  }

  /// A key for this request, on disk when this returns. Throws `ClientError.file`: what cannot be repeated safely is not sent.
  public func key(for request: String) throws(ClientError) -> Key {
    let fingerprint = Fingerprint.of(request)
    if let index = released.firstIndex(where: { $0.fingerprint == fingerprint }) {
      let entry = released.remove(at: index)
      return Key(text: entry.key, leftSince: entry.made)
    }
    if let entry = try takeOver(fingerprint) { return Key(text: entry.key, leftSince: entry.made) }
    let entry = JournalFile.Entry(key: Self.random(), fingerprint: fingerprint, made: now())
    try keep(entry)
    return Key(text: entry.key, leftSince: nil)
  }

  /// The command was answered for good: OK, NO or BAD. Lost with the machine's power, this costs one needless question.
  public func settle(_ key: String) {
    if unsettled.removeValue(forKey: key) != nil { own?.settle(key) }
  }

  /// The command stays without an answer: the next one like it takes the key up, in this process or a later one.
  public func release(_ key: String) {
    if let entry = unsettled[key] { released.append(entry) }
  }

  deinit {
    if unsettled.isEmpty { own?.remove() }
  }

  private func keep(_ entry: JournalFile.Entry) throws(ClientError) {
    let file: JournalFile
    if let own { file = own } else { file = try JournalFile.create(in: directory, name: Self.random()) }
    own = file
    try file.add(entry)
    unsettled[entry.key] = entry
  }

  /// The oldest such key that a dead process left. It is in our journal before it leaves the other.
  private func takeOver(_ fingerprint: String) throws(ClientError) -> JournalFile.Entry? {
    var survey = left ?? self.survey()
    defer { left = survey }
    while let candidate = survey[fingerprint]?.first {
      survey[fingerprint]?.removeFirst()
      // Another window may have taken it since.
      guard let file = JournalFile.abandoned(candidate.path), file.entries().contains(candidate.entry) else { continue }
      try keep(candidate.entry)
      file.settle(candidate.entry.key)
      return candidate.entry
    }
    return nil
  }

  private func survey() -> [String: [(path: String, entry: JournalFile.Entry)]] {
    var found: [(path: String, entry: JournalFile.Entry)] = []
    for path in JournalFile.paths(in: directory) {
      guard let file = JournalFile.abandoned(path) else { continue }
      let entries = file.entries().filter { $0.made > now() - Self.keepSeconds }
      if entries.isEmpty { file.remove() }
      found += entries.map { (path, $0) }
    }
    return Dictionary(grouping: found.sorted { $0.entry.made < $1.entry.made }, by: \.entry.fingerprint)
  }

  /// 130 random bits as 26 characters.
  private static func random() -> String {
    let letters = Array("0123456789abcdefghjkmnpqrstvwxyz")
    return String((0..<26).map { _ in letters[Int.random(in: 0..<32)] })
  }
}

/// FNV-1a of 128 bits (Fowler, Noll, Vo; RFC 9923): enough to tell a person's own commands apart. Two that collided
/// would be answered `NO KEY/REUSED`.
enum Fingerprint {
  static func of(_ text: String) -> String {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for octet in text.utf8 { hash = (hash ^ UInt128(octet)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
    let hex = String(hash, radix: 16)
    return String(repeating: "0", count: 32 - hex.count) + hex
  }
}
