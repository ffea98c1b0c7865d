import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers

/// Counts connections against their limits: all, those of strangers, and those from one address.
final class Admission: Sendable {
  private struct Counts {
    var all = 0
    var anonymous = 0
    var byAddress: [String: Int] = [:]
  }

  private let limits: Limits
  private let counts = NIOLockedValueBox(Counts())

  init(limits: Limits) { self.limits = limits }

  /// Takes a place, or says which limit is full.
  func enter(_ peer: Peer) -> ParseFailure? {
    counts.withLockedValue { counts in
      if counts.all >= limits.connections { return Self.refusal(limits.connections, "连接", "connections") }
      if counts.anonymous >= limits.anonymousConnections {
        return Self.refusal(limits.anonymousConnections, "未登录的连接", "connections without login")
      }
      if let address = Self.counted(peer) {
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
      guard let address = Self.counted(peer) else { return }
      let left = counts.byAddress[address, default: 1] - 1
      counts.byAddress[address] = left > 0 ? left : nil
    }
  }

  private static func counted(_ peer: Peer) -> String? {
    guard case .network(let address, let isLoopback) = peer, !isLoopback else { return nil }
    return address
  }

  private static func refusal(_ maximum: Int, _ chinese: String, _ english: String) -> ParseFailure {
    ParseFailure(
      .limitConnections, word: .bye, fields: [Field("maximum", "\(maximum)")], "\(chinese)已达上限 \(maximum)；请稍后再连",
      "there are \(maximum) \(english) already; connect again later")
  }
}
