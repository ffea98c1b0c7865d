import CLibPQ
import Logging

/// Opens connections, each on a thread of its own: name look-ups block, and only libpq's blocking connect gives each of
/// several hosts its own time limit.
struct Connector: Sendable {
  let configuration: PostgresConfiguration
  let notices: NoticeKeeper
  let reactor: Reactor

  /// Calls `completion` on the reactor's thread.
  func open(_ completion: @escaping @Sendable (Result<OpenedConnection, PostgresError>) -> Void) {
    Thread.start { [self] in
      let result = connect()
      reactor.submit { completion(result) }
    }
  }

  private func connect() -> Result<OpenedConnection, PostgresError> {
    let parameters: [(String, String)]
    switch ConnectionString(configuration.conninfo).parsed() {
    case .success(let parsed): parameters = complete(parsed)
    case .failure(let error): return .failure(error)
    }
    let opened = withCStrings(parameters.map(\.0)) { keys in
      withCStrings(parameters.map(\.1)) { values in OpenedConnection(PQconnectdbParams(keys, values, 0), notices: notices) }
    }
    return opened.failure.map { .failure(.connectionDown(reason: $0, outcomeUnknown: false)) } ?? .success(opened)
  }

  private func complete(_ parsed: [(String, String)]) -> [(String, String)] {
    var parameters = Dictionary(parsed, uniquingKeysWith: { _, last in last })
    let settings = configuration.sessionSettings.map { "-c \(Self.escape("\($0.0)=\($0.1)"))" }
    parameters["options"] = ([parameters["options"]].compactMap { $0 } + settings).joined(separator: " ")
    parameters["client_encoding"] = "UTF8"
    parameters["connect_timeout"] = parameters["connect_timeout"] ?? "\(configuration.connectSeconds)"
    return parameters.map { ($0.key, $0.value) }
  }

  /// The server splits `options` at spaces; a backslash keeps a space, a tab or a backslash inside a value.
  static func escape(_ value: String) -> String {
    value.reduce(into: "") { text, character in
      text += character == "\\" || character.isWhitespace ? "\\\(character)" : "\(character)"
    }
  }
}

/// A connection string as its parts.
struct ConnectionString {
  let text: String
  init(_ text: String) { self.text = text }

  func parsed() -> Result<[(String, String)], PostgresError> {
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(text, &message) else {
      defer { PQfreemem(message) }
      let reason = message.map { String(cString: $0) } ?? "out of memory"
      return .failure(.misuse("the connection string cannot be read: \(reason)"))
    }
    defer { PQconninfoFree(options) }
    var parts: [(String, String)] = []
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { parts.append((String(cString: keyword), String(cString: value))) }
      option += 1
    }
    return .success(parts)
  }
}

/// A fresh connection on its way from the thread that opened it to the reactor. Closed if nobody takes it.
///
/// `@unchecked Sendable`: handed from one thread to the other, never shared.
final class OpenedConnection: @unchecked Sendable {
  private var connection: OpaquePointer?
  /// Why it is not open; nil if it is.
  let failure: String?

  /// Must live as long as the connection, which knows it by its address.
  let notices: NoticeKeeper

  init(_ connection: OpaquePointer?, notices: NoticeKeeper) {
    self.connection = connection
    self.notices = notices
    failure = PQstatus(connection) == CONNECTION_OK ? nil : String(cString: PQerrorMessage(connection)).flattened
    PQsetNoticeReceiver(connection, NoticeKeeper.receive, Unmanaged.passUnretained(notices).toOpaque())
  }

  func take() -> OpaquePointer? {
    defer { connection = nil }
    return connection
  }

  deinit { if let connection { PQfinish(connection) } }
}

/// Brings the server's notices to the log.
final class NoticeKeeper: Sendable {
  let logger: Logger
  init(_ logger: Logger) { self.logger = logger }

  static let receive: PQnoticeReceiver = { raw, result in
    guard let raw, let result else { return }
    let notice = PostgresServerError(result)
    let logger = Unmanaged<NoticeKeeper>.fromOpaque(raw).takeUnretainedValue().logger
    logger.log(
      level: notice.severity == "WARNING" ? .warning : .info, "\(notice.message)", metadata: ["sqlstate": "\(notice.sqlState)"])
  }
}

/// An array of C strings that ends in NULL, for as long as `body` runs.
func withCStrings<R>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R) -> R {
  let starts = strings.reduce(into: [0]) { starts, string in starts.append((starts.last ?? 0) + string.utf8CString.count) }
  var flat: [CChar] = []
  for string in strings { flat += string.utf8CString }
  flat.append(0)
  return flat.withUnsafeBufferPointer { bytes in
    var pointers: [UnsafePointer<CChar>?] = starts.dropLast().map { start in bytes.baseAddress.map { $0 + start } }
    pointers.append(nil)
    return body(pointers)
  }
}

extension String {
  /// libpq's messages come in lines.
  var flattened: String { split(separator: "\n").joined(separator: "; ") }
}
