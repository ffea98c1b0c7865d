import AsyncHTTPClient
import FoundationEssentials
import Glibc
import MusterHandler
import MusterMessenger

/// `--messages`: where messages to members go.
struct MailSettings {
  enum Place {
    /// Nil: `messages.jsonl` in the data directory.
    case file(String?)
    case webhook(String, WebhookFormat)
  }

  let place: Place
  let secret: WebhookSecret?

  /// Nil for `none`. Throws `StartFailure`.
  init?(target: String, format: String, secretFile: String?) throws {
    let format = try Self.format(format)
    secret = try secretFile.map(Self.secret)
    if target == "none" { return nil }
    if target == "file" {
      place = .file(nil)
    } else if target.hasPrefix("file:"), target.utf8.count > 5 {
      place = .file(String(target.dropFirst(5)))
    } else if target.hasPrefix("https://") || Self.isLoopback(target) {
      guard URL(string: target)?.host()?.isEmpty == false else { throw Self.misspelt(target) }
      place = .webhook(target, format)
    } else {
      throw Self.misspelt(target)
    }
  }

  static func format(_ text: String) throws -> WebhookFormat {
    guard let format = WebhookFormat(rawValue: text) else {
      let names = WebhookFormat.allCases.map(\.rawValue)
      throw StartFailure(
        "--messages-format \(text) 应是 \(names.joined(separator: "、"))",
        "--messages-format \(text) should be \(names.joined(separator: ", "))")
    }
    return format
  }

  /// For `--print-config`: an address may carry a robot's key.
  var shown: String {
    switch place {
    case .file(let path): path.map { "file:\($0)" } ?? "file"
    case .webhook(let url, _):
      url.split(separator: "?", maxSplits: 1).first.map { url.contains("?") ? "\($0)?***" : "\($0)" } ?? url
    }
  }

  /// Plain HTTP carries names and telephone numbers for everybody on the way to read.
  private static func isLoopback(_ target: String) -> Bool {
    guard target.hasPrefix("http://"), let host = URL(string: target)?.host() else { return false }
    return ["127.0.0.1", "::1", "[::1]", "localhost"].contains(host)
  }

  private static func misspelt(_ target: String) -> StartFailure {
    StartFailure(
      "--messages \(target) 应是 file、file:路径、https://网关 或 none；http:// 只许本机回环",
      "--messages \(target) should be file, file:PATH, https://GATEWAY or none; http:// on loopback only")
  }

  private static func secret(_ path: String) throws -> WebhookSecret {
    var status = stat()
    guard stat(path, &status) == 0, let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw StartFailure("读不了 \(path)", "cannot read \(path)")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw StartFailure("别人也能读 \(path)：请 chmod 600", "others can read \(path): chmod 600")
    }
    guard let secret = WebhookSecret(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw StartFailure(
        "\(path) 里的密钥太短：至少 \(WebhookSecret.least) 个字节",
        "the secret in \(path) is too short: \(WebhookSecret.least) octets at least")
    }
    return secret
  }
}

/// The sender that was asked for, and what it holds open.
struct MailService {
  let sender: any MessageSender
  private let client: HTTPClient?

  init(_ settings: MailSettings, dataDirectory: String) throws {
    switch settings.place {
    case .file(let path):
      client = nil
      sender = FileSender(path: path ?? "\(dataDirectory)/messages.jsonl")
    case .webhook(let url, let format):
      var configuration = HTTPClient.Configuration()
      // A gateway that sends somewhere else would get names and numbers that were meant for the one that was named.
      configuration.redirectConfiguration = .disallow
      let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
      self.client = client
      sender = WebhookSender(url: url, format: format, secret: settings.secret, client: client) { Int64(time(nil)) }
    }
  }

  func close() async throws { try await client?.shutdown() }
}
