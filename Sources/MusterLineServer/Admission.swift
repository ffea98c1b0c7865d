import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers

/// Counts connections against their limits: all, those of strangers, those from one address, those of one account.
final class Admission: Sendable {
  /// Refused peers that may still end their TLS handshake to be told why; more are closed at once, as a handshake costs more
  /// than a refusal may.
  private static let refusedHandshakes = 64

  private struct Counts {
    var all = 0
    var anonymous = 0
    var byAddress: [String: Int] = [:]
    var byAccount: [Int64: Int] = [:]
    var refused = 0
  }

  private let limitsInForce: LimitsInForce
  private let gateways: Set<PeerAddress>
  private let counts = NIOLockedValueBox(Counts())

  /// `gateways`: addresses behind which many people connect.
  init(limits: LimitsInForce, gateways: Set<PeerAddress> = []) {
    limitsInForce = limits
    self.gateways = gateways
  }

  /// Takes a place, or says which limit is full.
  func enter(_ peer: Peer) -> ParseFailure? {
    let limits = limitsInForce.now
    return counts.withLockedValue { counts in
      if counts.all >= limits.connections { return Self.refusal(limits.connections, "连接", "connections") }
      if counts.anonymous >= limits.anonymousConnections {
        return Self.refusal(limits.anonymousConnections, "未登录的连接", "connections without login")
      }
      if let address = counted(peer) {
        guard counts.byAddress[address, default: 0] < limits.connectionsPerAddress else {
          return Self.refusal(limits.connectionsPerAddress, "来自同一地址的连接", "connections from one address")
        }
        counts.byAddress[address, default: 0] += 1
      }
      counts.all += 1
      counts.anonymous += 1
      return nil
    }
  }

  /// The peer logged in: it no longer counts among the strangers.
  func logIn() { counts.withLockedValue { $0.anonymous -= 1 } }

  func leave(_ peer: Peer, isAnonymous: Bool) {
    counts.withLockedValue { counts in
      counts.all -= 1
      if isAnonymous { counts.anonymous -= 1 }
      guard let address = counted(peer) else { return }
      let left = counts.byAddress[address, default: 1] - 1
      counts.byAddress[address] = left > 0 ? left : nil
    }
  }

  // MARK: Accounts

  /// Takes a place among the account's connections, or says that there is none.
  func enter(account: Int64) -> ParseFailure? {
    let maximum = limitsInForce.now.connectionsPerPrincipal
    return counts.withLockedValue { counts in
      guard counts.byAccount[account, default: 0] < maximum else {
        return Self.refusal(maximum, "此账号的连接", "connections of this account")
      }
      counts.byAccount[account, default: 0] += 1
      return nil
    }
  }

  func leave(account: Int64) {
    counts.withLockedValue { counts in
      let left = counts.byAccount[account, default: 1] - 1
      counts.byAccount[account] = left > 0 ? left : nil
    }
  }

  // MARK: Refused handshakes

  /// Whether one more refused peer may end its handshake.
  func enterRefused() -> Bool {
    counts.withLockedValue { counts in
      guard counts.refused < Self.refusedHandshakes else { return false }
      counts.refused += 1
      return true
    }
  }

  func leaveRefused() { counts.withLockedValue { $0.refused -= 1 } }

  // MARK: -

  /// The key that the peer's connections are counted by, if they are.
  private func counted(_ peer: Peer) -> String? {
    guard case .network(let text, let isLoopback) = peer, !isLoopback else { return nil }
    guard let address = PeerAddress(text) else { return text }
    return gateways.contains(address) ? nil : address.subscriber
  }

  private static func refusal(_ maximum: Int, _ chinese: String, _ english: String) -> ParseFailure {
    ParseFailure(
      .limitConnections, word: .bye, fields: [Field("maximum", "\(maximum)")], "\(chinese)已达上限 \(maximum)；请稍后再连",
      "there are \(maximum) \(english) already; connect again later")
  }
}
