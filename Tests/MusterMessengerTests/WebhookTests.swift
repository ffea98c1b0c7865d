import AsyncHTTPClient
import MusterHandler
import Testing

@testable import MusterMessenger

extension Letter {
  static let sample = Letter(
    id: "L-00000001", kind: .offer, number: "M0001", name: "王小明", phone: "19900000001", assignment: "P-00000001",
    language: .chinese,
    title: "邀请您服务", text: "邀请您参加\"东社区\"的义诊/引导。", starts: "2026-05-04T09:00:00+08:00", ends: "2026-05-04T11:00:00+08:00",
    deadline: nil)
}

@Suite("A letter by webhook") struct WebhookTests {
  private func sender(
    _ url: String, _ format: WebhookFormat = .json, secret: String? = nil
  ) throws -> WebhookSender {
    let secret = try secret.map { try #require(WebhookSecret($0)) }
    return WebhookSender(url: url, format: format, secret: secret, client: HTTPClient.shared) { 1_674_087_231 }
  }

  @Test("is JSON with its keys in order, and signed so that a receiver can check it")
  func json() async throws {
    try await GatewayStub.with { stub in
      let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      #expect(try await sender(stub.url, secret: secret).send(.sample, isRepeated: false) == .delivered)
      let received = try #require(stub.letters.first)
      #expect(
        received.body
          == #"{"assignment":"P-00000001","ends":"2026-05-04T11:00:00+08:00","id":"L-00000001","kind":"offer","lang":"zh-CN","#
          + #""member":{"name":"王小明","number":"M0001","phone":"19900000001"},"starts":"2026-05-04T09:00:00+08:00","#
          + #""text":"邀请您参加\"东社区\"的义诊/引导。","title":"邀请您服务"}"#)
      #expect(received.headers.first(name: "webhook-id") == "L-00000001")
      #expect(received.headers.first(name: "webhook-timestamp") == "1674087231")
      let key = try #require(WebhookSecret(secret))
      #expect(
        received.headers.first(name: "webhook-signature")
          == key.standard(id: "L-00000001", timestamp: 1_674_087_231, body: Array(received.body.utf8)))
    }
  }

  /// The example of the Standard Webhooks libraries' own tests.
  @Test("the signature is that of Standard Webhooks")
  func vector() throws {
    let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let mac = secret.standard(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
    #expect(mac == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test(
    "to a robot names nobody in full, and carries what the robot's own rules ask", arguments: [WebhookFormat.wecom, .dingtalk])
  func robots(format: WebhookFormat) async throws {
    let fine = GatewayStub.Answer(body: #"{"errcode":0,"errmsg":"ok"}"#)
    try await GatewayStub.with(fine) { stub in
      let secret = "SEC0123456789abcdef"
      #expect(try await sender(stub.url + "?key=k", format, secret: secret).send(.sample, isRepeated: false) == .delivered)
      let received = try #require(stub.letters.first)
      #expect(
        received.body
          == #"{"msgtype":"text","text":{"content":"【邀请您服务】王**（M0001）：邀请您参加\"东社区\"的义诊/引导。"}}"#)
      #expect(received.headers.first(name: "webhook-signature") == nil)
      // HMAC-SHA-256 by openssl: printf '1674087231000\nSEC0123456789abcdef' | openssl dgst -sha256 -hmac SEC0123456789abcdef -binary | base64
      let signed = "/hook?key=k&timestamp=1674087231000&sign=FPM%2B6eSJ%2B2DntnzWNVmTNk6ZsXjIXn4VU7SBbmNdiKU%3D"
      #expect(received.uri == (format == .dingtalk ? signed : "/hook?key=k"))
    }
  }

  @Test(
    "counts as delivered by status and errcode, and anything else is tried again but for 410",
    arguments: [
      (200, "", WebhookFormat.json, Delivery.delivered), (204, "", .json, .delivered), (410, "", .json, .refused("HTTP 410")),
      (400, "", .json, .failed("HTTP 400", retryAfter: 7)), (500, "", .json, .failed("HTTP 500", retryAfter: 7)),
      (301, "", .json, .failed("HTTP 301", retryAfter: 7)), (200, #"{"errcode":0}"#, .wecom, .delivered),
      (200, #"{"errcode":45009,"errmsg":"freq"}"#, .wecom, .failed("errcode 45009", retryAfter: 7)),
      (200, "<html>", .dingtalk, .failed("HTTP 200 without errcode", retryAfter: 7)),
      (200, "", .dingtalk, .failed("HTTP 200 without errcode", retryAfter: 7)),
    ])
  func answers(status: UInt, answer: String, format: WebhookFormat, delivery: Delivery) {
    #expect(WebhookSender.delivery(status: status, answer: Array(answer.utf8), format, retryAfter: 7) == delivery)
  }

  @Test("keeps the receiver's Retry-After, and says what went wrong where nobody answers")
  func faults() async throws {
    let busy = GatewayStub.Answer(status: .serviceUnavailable, headers: [("retry-after", "120")])
    try await GatewayStub.with(busy) { stub in
      let delivery = try await sender(stub.url).send(.sample, isRepeated: false)
      #expect(delivery == .failed("HTTP 503", retryAfter: 120))
    }
    guard case .failed(let why, nil) = try await sender("http://127.0.0.1:1/").send(.sample, isRepeated: false) else {
      Issue.record("delivered to nobody")
      return
    }
    #expect(!why.isEmpty && !why.contains("19900000001"))
  }

  @Test("a secret that is too short to keep is none", arguments: ["", "short", "whsec_", "whsec_c2hvcnQ=", "whsec_!!"])
  func secrets(text: String) { #expect(WebhookSecret(text) == nil) }
}
