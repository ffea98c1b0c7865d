import MusterProtocol

/// `--print-config`: what is in force, as a configuration file; secrets are hidden.
enum PrintedConfiguration {
  static func lines(_ serve: Serve, _ settings: ServeSettings) -> [String] {
    var lines = [line("data-directory", serve.dataDirectory)]
    lines += (serve.listen.isEmpty ? ["127.0.0.1:7117"] : serve.listen).map { line("listen", $0) }
    lines += serve.certificate.map { [line("certificate", $0)] } ?? []
    lines += serve.privateKey.map { [line("private-key", $0)] } ?? []
    lines += serve.gateway.map { line("gateway", $0) }
    lines += serve.database.map { [line("database", Conninfo.hidingSecrets($0))] } ?? []
    lines += [line("database-connections", "\(serve.databaseConnections)"), line("city", serve.city)]
    lines += serve.clock.map { [line("clock", $0)] } ?? []
    lines += settings.mail.map { [line("messages", $0.shown)] } ?? [line("messages", "none")]
    if case .webhook(_, let format)? = settings.mail?.place { lines.append(line("messages-format", format.rawValue)) }
    lines += serve.messagesSecretFile.map { [line("messages-secret-file", $0)] } ?? []
    lines += LimitTable.rows.map { line("limit", "\($0.name)=\($0.value(in: settings.limits))") }
    return lines + [line("log-level", serve.logLevel)]
  }

  private static func line(_ name: String, _ value: String) -> String { "\(name) = \(value)" }
}

/// A libpq connection string as text, only so far as secrets in it must be found.
enum Conninfo {
  static let mask = "***"
  private static let secrets: Set<String> = ["password", "sslpassword", "passfile"]

  /// `password=…` of the keyword form, quoted or not, and of a URI its user's password and `?password=`.
  static func hidingSecrets(_ text: String) -> String {
    text.contains("://") ? hidingInURI(text) : hidingInKeywords(text)
  }

  private static func hidingInKeywords(_ text: String) -> String {
    var output = ""
    var rest = text[...]
    while let equals = rest.firstIndex(of: "=") {
      let name = rest[..<equals]
      let isSecret = secrets.contains(String(name.filter { !$0.isWhitespace }).lowercased())
      rest = rest[rest.index(after: equals)...]
      let value = takeValue(&rest)
      output += "\(name)=\(isSecret ? mask : value)"
    }
    return output + rest
  }

  /// A value with the blanks before it: up to a blank, or within single quotes, where `\` takes the next character as it is.
  private static func takeValue(_ rest: inout Substring) -> String {
    let blanks = rest.prefix { $0.isWhitespace }
    rest = rest.dropFirst(blanks.count)
    let isQuoted = rest.first == "'"
    var value = String(blanks)
    if isQuoted, let quote = rest.popFirst() { value.append(quote) }
    while let character = rest.first {
      if !isQuoted && character.isWhitespace { break }
      value.append(rest.removeFirst())
      if character == "\\", !rest.isEmpty { value.append(rest.removeFirst()) } else if isQuoted && character == "'" { break }
    }
    return value
  }

  private static func hidingInURI(_ text: String) -> String {
    guard let scheme = text.range(of: "://") else { return text }
    let head = text[..<scheme.upperBound]
    let rest = text[scheme.upperBound...]
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    var authority = String(rest[..<end])
    if let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") {
      authority = authority[...colon] + mask + authority[at...]
    }
    return head + authority + hidingInQuery(String(rest[end...]))
  }

  private static func hidingInQuery(_ text: String) -> String {
    guard let question = text.firstIndex(of: "?") else { return text }
    let pairs = text[text.index(after: question)...].split(separator: "&", omittingEmptySubsequences: false).map { pair in
      guard let equals = pair.firstIndex(of: "="), secrets.contains(pair[..<equals].lowercased()) else { return String(pair) }
      return "\(pair[...equals])\(mask)"
    }
    return text[...question] + pairs.joined(separator: "&")
  }
}
