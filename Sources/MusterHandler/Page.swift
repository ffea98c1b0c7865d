import MusterDomain
import MusterProtocol
import MusterStore

/// A list cut into pages by the key of its last row. Nothing is kept on the server: the cursor says after which row to go on, and
/// for which verb and filter it was made; its seal, that it was made here.
struct Page: Sendable {
  let limit: Int
  /// Parts of the last row's key; empty on the first page.
  let after: [Int64]
  private let filter: UInt64
  private let seal: Seal

  init(_ request: Request, parts: Int) throws {
    limit = request.integer("limit") ?? request.environment.limits.defaultPage
    filter = Page.filter(request)
    seal = request.store.city.seal
    guard let cursor = request.text("after") else {
      after = []
      return
    }
    guard let read = Page.read(cursor, parts: parts, seal), read.filter == filter else {
      throw Answer.value("after", "after= 不是这张表的续页标记", "after= is no cursor of this list")
    }
    after = read.key
  }

  /// One more than a page, to know whether there is another.
  var fetch: Int { limit + 1 }

  /// Rows and final of one page. `key` gives the parts of a row's key.
  func reply<Row>(
    _ rows: [Row], columns: [String], key: (Row) -> [Int64], fields: [Field] = [], _ spell: (Row) -> [String?]
  ) -> Reply {
    let shown = rows.prefix(limit)
    var final = Final(.ok, fields: [Field("rows", "\(shown.count)")] + fields)
    if rows.count > limit, let last = shown.last {
      final.fields += [Field("more", "yes"), Field("next", cursor(key(last)))]
    } else {
      final.fields.append(Field("more", "no"))
    }
    return Reply(final, table: Table(columns: columns, rows: shown.map(spell)))
  }

  private func cursor(_ key: [Int64]) -> String {
    let words = [filter] + key.map { UInt64(bitPattern: $0) }
    return (words + [seal.tag(words)]).map { CrockfordBase32.encode($0, length: 13) }.joined()
  }

  private static func read(_ cursor: String, parts: Int, _ seal: Seal) -> (filter: UInt64, key: [Int64])? {
    let bytes = Array(cursor.utf8)
    guard bytes.count == 13 * (parts + 2) else { return nil }
    var words: [UInt64] = []
    for part in 0...parts + 1 {
      guard let word = CrockfordBase32.decode(bytes[13 * part..<13 * (part + 1)]) else { return nil }
      words.append(word)
    }
    guard words.removeLast() == seal.tag(words) else { return nil }
    return (words[0], words.dropFirst().map { Int64(bitPattern: $0) })
  }

  /// FNV-1a over principal, verb and filters: a cursor goes on with the list that it was cut from, and with no other.
  private static func filter(_ request: Request) -> UInt64 {
    let arguments = request.command.arguments.filter { !["limit", "after", "cols"].contains($0.key) }.sorted { $0.key < $1.key }
    let text = arguments.reduce("\(request.principal.account)\u{1F}\(request.verb)") { "\($0)\u{1F}\($1.key)=\($1.value)" }
    return text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
