import Glibc
import MusterProtocol
import MusterTLS
import NIOCore

/// Why a client does not trust a server that it reached, or cannot speak TLS with it: what the person can do differs.
public enum EncryptionFault: Hashable, Sendable {
  case wrongName
  /// Valid from one second since 1970 to another.
  case outOfDate(from: Int64, to: Int64)
  case unknownAuthority
  /// One of the two before: its certificate could not be had a second time to tell them apart.
  case untrusted
  /// It answers in plain text.
  case plain
  /// It knows no TLS from 1.2 on.
  case version
  case closed
  case other(String)

  /// Asks the server for its certificate once more where that decides, for `deadline` at most.
  init(
    _ fault: HandshakeFault, at address: ServerAddress, on group: any EventLoopGroup, deadline: TimeAmount
  ) async {
    switch fault {
    case .wrongName: self = .wrongName
    case .plain: self = .plain
    case .version: self = .version
    case .closed: self = .closed
    case .other(let reason): self = .other(reason)
    case .untrusted:
      guard case .tls(let host, let port) = address,
        let found = await CertificateProbe.look(at: host, port: port, on: group, deadline: deadline)
      else {
        self = .untrusted
        return
      }
      let now = Int64(time(nil))
      self =
        found.validFrom <= now && now <= found.validTo
        ? .unknownAuthority : .outOfDate(from: found.validFrom, to: found.validTo)
    }
  }

  func sentence(_ address: ServerAddress, _ language: Language) -> String {
    switch self {
    case .wrongName:
      language.choose(
        "\(address) 出示的证书是别的名字的：请用证书上的名字连接", "\(address) shows a certificate for another name: connect by a name that it holds")
    case .outOfDate(let from, let to):
      language.choose(
        "\(address) 的证书只在 \(CalendarDay.text(from)) 至 \(CalendarDay.text(to)) 有效：请管理员换新",
        "the certificate of \(address) is valid from \(CalendarDay.text(from)) to \(CalendarDay.text(to)) only: its operator must renew it"
      )
    case .unknownAuthority:
      language.choose(
        "不认识为 \(address) 签发证书的机构：自建的机构用 --ca 文件",
        "the certificate of \(address) comes from no known authority: name your own with --ca FILE")
    case .untrusted:
      language.choose(
        "\(address) 的证书不可信，可能已过期：自建的机构用 --ca 文件，过期的请管理员换新",
        "the certificate of \(address) is not trusted, or out of date: name its authority with --ca FILE, or have it renewed")
    case .plain: language.choose("\(address) 不讲 TLS：去掉 tls:// 试试", "\(address) does not speak TLS: try it without tls://")
    case .version: language.choose("\(address) 不支持 TLS 1.2 或更新", "\(address) does not know TLS 1.2 or newer")
    case .closed: language.choose("\(address) 在 TLS 握手中断开", "\(address) closed during the TLS handshake")
    case .other(let reason):
      language.choose("与 \(address) 的 TLS 握手未成：\(reason)", "no TLS handshake with \(address): \(reason)")
    }
  }
}
