import MusterDomain
import MusterProtocol
import MusterStore

/// One command with what it is answered from: the arguments, typed; who asks; the business time; the store.
struct Request: Sendable {
  let command: Command
  let environment: Environment
  /// Of the session when the command came in.
  let principal: Principal
  let zone: ZoneRules
  let language: Language
  /// One value a command.
  let now: Instant
  /// The transaction of the batch that it is part of: everything is read and written there.
  var within: StoreTransaction?

  var store: Store { environment.store }
  var cipher: IdentifierCipher { environment.store.city.cipher }
  var verb: String { command.verb.name }

  // MARK: Arguments. The parser has checked their spelling.

  func text(_ name: String) -> String? { command.arguments[name] }
  func required(_ name: String) throws -> String {
    guard let value = command.arguments[name] else {
      throw Answer.missing(name, "缺少 \(name)=", "\(name)= is missing")
    }
    return value
  }
  func integer(_ name: String) -> Int? { command.arguments[name].flatMap { Int($0) } }
  func number(_ name: String) -> Double? { command.arguments[name].flatMap { Double($0) } }
  func flag(_ name: String) -> Bool? { command.arguments[name].map { $0 == "yes" } }

  /// The number behind an id; a code that stands for nothing is answered like one out of scope.
  func id(_ name: String, _ kind: Kind) throws -> Int64? {
    guard let text = command.arguments[name] else { return nil }
    guard let id = cipher.identifier(text, kind: kind) else { throw Answer.notFound(name) }
    return id.number
  }
  func requiredID(_ name: String, _ kind: Kind) throws -> Int64 {
    guard let id = try id(name, kind) else { throw Answer.missing(name, "缺少 \(name)", "\(name) is missing") }
    return id
  }
  /// The same for kinds whose numbers the database keeps as `int`.
  func shortID(_ name: String, _ kind: Kind) throws -> Int32? {
    guard let number = try id(name, kind) else { return nil }
    guard let short = Int32(exactly: number) else { throw Answer.notFound(name) }
    return short
  }

  func time(_ name: String) throws -> Instant? {
    try command.arguments[name].map { try TimeText.instant($0, in: zone, argument: name) }
  }
  func boundary(_ name: String) throws -> Instant? {
    try command.arguments[name].map { try TimeText.boundary($0, in: zone, argument: name) }
  }
  func date(_ name: String) -> CivilDate? { command.arguments[name].flatMap { CivilDate($0) } }
  /// `if=`.
  var revision: Int? { integer("if") }

  // MARK: Spelling of what goes out

  func code(_ kind: Kind, _ number: some BinaryInteger) -> String { cipher.code(of: Identifier(kind, Int64(number))) }
  func code(_ kind: Kind, _ number: Int32?) -> String? { number.map { code(kind, $0) } }
  func code(_ kind: Kind, _ number: Int64?) -> String? { number.map { code(kind, $0) } }
  func show(_ instant: Instant) -> String { TimeText.rfc3339(instant, in: zone) }
  func show(_ instant: Instant?) -> String? { instant.map { show($0) } }
  /// `from/to`, as spans are written.
  func show(_ span: TimeSpan?) -> String? { span.map { "\(show($0.start))/\(show($0.end))" } }

  // MARK: The store

  func read<Row>(_ query: Query<Row>) async throws -> [Row] {
    if let within { return try await within.rows(query) }
    return try await store.read(as: principal, query)
  }

  /// One transaction, or a part of a batch's; with `key=` its answer is kept. The final's text stays out of what is kept: it is of a language.
  func write(_ body: @escaping @Sendable (StoreTransaction) async throws -> Final) async throws -> Reply {
    if let within { return Reply(try await body(within)) }
    let keyed = text("key").map { KeyedRequest(key: $0, fingerprint: fingerprint) }
    let outcome = try await store.write(as: principal, at: now, request: keyed) { transaction in
      FinalText.encode(try await body(transaction))
    }
    var final = try FinalText.decode(outcome.final)
    if outcome.isReplayed { final.fields.append(Field("replayed", "yes")) }
    return Reply(final)
  }

  /// The command without key and tag, in one spelling. What proves a password goes into no statement but its own.
  private var fingerprint: String {
    guard let verifier = text("verifier") else { return command.fingerprint }
    let marked = command.arguments.merging(["verifier": environment.loginKey.mark(of: verifier)]) { $1 }
    return Command(verb: command.verb, arguments: marked).fingerprint
  }
}
