import NIOCore

/// A peer's address as the limits see it: an IPv4 address in IPv6's clothes is the IPv4 address, and an IPv6 network of
/// 64 bits is one subscriber (RFC 6177), who could else come from 2^64 addresses.
struct PeerAddress: Hashable, Sendable {
  /// What connections are counted by.
  let subscriber: String
  /// The address itself.
  let exact: String

  /// Nil for what is no address.
  init?(_ text: String) {
    guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
    switch address {
    case .v4: (subscriber, exact) = (text, text)
    case .v6(let v6):
      let octets = withUnsafeBytes(of: v6.address.sin6_addr) { Array($0) }
      if octets[..<10].allSatisfy({ $0 == 0 }), octets[10] == 0xFF, octets[11] == 0xFF {
        exact = octets[12...].map(String.init).joined(separator: ".")
        subscriber = exact
      } else {
        let groups = stride(from: 0, to: 16, by: 2).map { String(UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]), radix: 16) }
        exact = groups.joined(separator: ":")
        subscriber = groups[..<4].joined(separator: ":") + "::/64"
      }
    default: return nil
    }
  }
}
