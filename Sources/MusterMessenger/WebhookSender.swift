import AsyncHTTPClient
import FoundationEssentials
import MusterHandler
import NIOCore

/// Hands letters to somebody else's gateway by HTTP POST. Any 2xx is a delivery (of a robot, also its `errcode` 0); 410 says that the
/// receiver wants no more; after everything else it is tried again, with the same id.
public struct WebhookSender: MessageSender {
  public let timeout = 15
  private let url: String
  private let format: WebhookFormat
  private let secret: WebhookSecret?
  private let client: HTTPClient
  /// Seconds since 1970 on the clock that receivers compare with.
  private let seconds: @Sendable () -> Int64
  /// More of an answer is not read.
  private static let longestAnswer = 65_536

  public init(
    url: String, format: WebhookFormat, secret: WebhookSecret?, client: HTTPClient, seconds: @escaping @Sendable () -> Int64
  ) {
    (self.url, self.format, self.secret, self.client, self.seconds) = (url, format, secret, client, seconds)
  }

  public func send(_ letter: Letter, isRepeated: Bool) async -> Delivery {
    do {
      let response = try await client.execute(try request(letter), timeout: .seconds(Int64(timeout)))
      let answer = try await response.body.collect(upTo: Self.longestAnswer)
      return Self.delivery(
        status: response.status.code, answer: Array(answer.readableBytesView), format,
        retryAfter: response.headers.first(name: "retry-after").flatMap { Int64($0) })
    } catch {
      return .failed(String("\(error)".prefix(200)), retryAfter: nil)
    }
  }

  private func request(_ letter: Letter) throws -> HTTPClientRequest {
    let now = seconds()
    let body = try format.body(letter)
    var request = HTTPClientRequest(url: address(now))
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json; charset=utf-8")
    request.headers.add(name: "user-agent", value: "muster")
    if format == .json {
      request.headers.add(name: "webhook-id", value: letter.id)
      request.headers.add(name: "webhook-timestamp", value: "\(now)")
      if let secret {
        request.headers.add(name: "webhook-signature", value: secret.standard(id: letter.id, timestamp: now, body: body))
      }
    }
    request.body = .bytes(body)
    return request
  }

  private func address(_ now: Int64) -> String {
    guard format == .dingtalk, let secret else { return url }
    let sign = secret.dingtalk(milliseconds: now * 1000)
    // Of base 64 only these three mean something in a query.
    let escaped = sign.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
    return url + (url.contains("?") ? "&" : "?") + "timestamp=\(now * 1000)&sign=\(escaped)"
  }

  static func delivery(status: UInt, answer: [UInt8], _ format: WebhookFormat, retryAfter: Int64?) -> Delivery {
    if status == 410 { return .refused("HTTP 410") }
    guard (200..<300).contains(status) else { return .failed("HTTP \(status)", retryAfter: retryAfter) }
    if format == .json { return .delivered }
    guard let robot = try? JSONDecoder().decode(RobotAnswer.self, from: Data(answer)) else {
      return .failed("HTTP \(status) without errcode", retryAfter: retryAfter)
    }
    return robot.errcode == 0 ? .delivered : .failed("errcode \(robot.errcode)", retryAfter: retryAfter)
  }
}
