import MusterLineServer

/// What a line of the configuration file may say: each setting by itself, so that a mistake is told with its line.
enum SettingCheck {
  static let names = [
    "data-directory", "listen", "certificate", "private-key", "gateway", "database", "database-connections", "city", "clock",
    "limit", "log-level", "messages", "messages-format", "messages-secret-file",
  ]

  static func check(_ name: String, _ value: String) throws {
    switch name {
    case "listen": _ = try endpoint(value)
    case "gateway": try gateway(value)
    case "database-connections": try connections(Int(value) ?? 0, as: value)
    case "clock": _ = try BusinessClock(value)
    case "limit": _ = try LimitOption.apply([value], processors: 1)
    case "messages": _ = try MailSettings(target: value, format: "json", secretFile: nil)
    case "messages-format": _ = try MailSettings.format(value)
    case "log-level": _ = try LogLevel.named(value)
    default:
      guard names.contains(name) else {
        let all = names.joined(separator: " ")
        throw StartFailure("没有设置 \(name)，只有：\(all)", "no setting \(name); there are: \(all)")
      }
    }
  }

  static func endpoint(_ text: String) throws -> Endpoint {
    guard let endpoint = Endpoint(text) else {
      throw StartFailure(
        "--listen \(text) 不是“主机:端口”或“tls://主机:端口”", "--listen \(text) is not HOST:PORT or tls://HOST:PORT")
    }
    return endpoint
  }

  static func gateway(_ text: String) throws {
    guard LineServer.isAddress(text) else {
      throw StartFailure("--gateway \(text) 不是 IP 地址", "--gateway \(text) is not an IP address")
    }
  }

  static func connections(_ count: Int, as text: String) throws {
    guard (1...1_000).contains(count) else {
      throw StartFailure(
        "--database-connections 须在 1 至 1000 之间，不能是 \(text)", "--database-connections must be 1 to 1000, not \(text)")
    }
  }
}
