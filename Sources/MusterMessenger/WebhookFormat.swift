import FoundationEssentials
import MusterHandler

/// What a webhook's receiver understands.
public enum WebhookFormat: String, CaseIterable, Sendable {
  /// A letter as a JSON object, signed after "Standard Webhooks" 1.0.0 (standardwebhooks.com): headers `webhook-id`,
  /// `webhook-timestamp` and `webhook-signature`.
  case json
  /// The group robot of 企业微信 (developer.work.weixin.qq.com/document/path/91770); its key is part of the address.
  case wecom
  /// The group robot of 钉钉 with its signature (open.dingtalk.com, 自定义机器人安全设置).
  case dingtalk

  /// The robots talk to a group: the member's name is masked there, and there is no telephone number.
  func body(_ letter: Letter) throws -> [UInt8] {
    switch self {
    case .json: return try LetterJSON(letter, withPhone: true).octets()
    case .wecom, .dingtalk:
      let whom = letter.name.map { "\(Self.masked($0))（\(letter.number)）" } ?? letter.number
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode(RobotText(content: "【\(letter.title)】\(whom)：\(letter.text)")))
    }
  }

  /// 王小明 → 王**.
  static func masked(_ name: String) -> String {
    name.prefix(1) + String(repeating: "*", count: max(1, name.count - 1))
  }
}

private struct RobotText: Encodable {
  struct Text: Encodable { let content: String }
  let msgtype = "text"
  let text: Text

  init(content: String) { text = Text(content: content) }

  private enum CodingKeys: CodingKey { case msgtype, text }
}

/// What both robots answer, whatever the status.
struct RobotAnswer: Decodable {
  let errcode: Int
}
