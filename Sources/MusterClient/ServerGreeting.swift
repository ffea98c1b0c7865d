import MusterProtocol

/// What the daemon says of itself when a connection opens. Keys that this client does not know are kept and ignored.
public struct ServerGreeting: Hashable, Sendable {
  public let fields: [Field]

  /// Throws `ClientError.version` for a server that does not speak protocol 1.
  init(_ final: Final) throws(ClientError) {
    fields = final.fields
    let offered = value("proto") ?? ""
    guard offered.split(separator: ",").contains("1") else { throw .version(offered) }
  }

  public func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  /// What it says that it reads; where it says nothing, the protocol's own numbers.
  public var limits: Limits {
    var limits = Limits()
    limits.line = number("maxline") ?? limits.line
    limits.literal = number("maxlit") ?? limits.literal
    limits.page = number("maxrows") ?? limits.page
    return limits
  }

  /// Throws `ClientError.downgraded` where AUTH's OK, which repeats the greeting, tells another version, other ways of login, another
  /// encryption or other capabilities. Numbers may have been changed by the operator meanwhile.
  func compare(withLogin final: Final) throws(ClientError) {
    for name in ["proto", "auth", "tls", "caps"] {
      guard let now = final.fields.first(where: { $0.name == name })?.value, now != value(name) else { continue }
      throw .downgraded(field: name)
    }
  }

  public var mechanisms: [String] { value("auth")?.split(separator: ",").map(String.init) ?? [] }

  private func number(_ name: String) -> Int? { value(name).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }
}
