import Glibc

/// An IPv4 or IPv6 address as its octets; an IPv4 address that came in by an IPv6 socket is an IPv4 address.
struct NetworkAddress: Hashable, Sendable {
  /// 4 or 16.
  let octets: [UInt8]

  init?(_ text: some StringProtocol) {
    let text = String(text)
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      octets = withUnsafeBytes(of: four) { Array($0) }
      return
    }
    var six = in6_addr()
    // A zone, as in fe80::1%eth0, is the receiver's own matter.
    let plain = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
    guard inet_pton(AF_INET6, plain, &six) == 1 else { return nil }
    let all = withUnsafeBytes(of: six) { Array($0) }
    let isMapped = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
    octets = isMapped ? Array(all[12...]) : all
  }

  private init(octets: [UInt8]) { self.octets = octets }

  var bits: Int { octets.count * 8 }

  /// With all but the first so many bits zero.
  func masked(to bits: Int) -> NetworkAddress {
    NetworkAddress(
      octets: octets.enumerated().map { index, octet in
        let kept = min(8, max(0, bits - index * 8))
        return octet & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
      })
  }

  var text: String {
    guard octets.count == 16 else { return octets.map(String.init).joined(separator: ".") }
    var six = in6_addr()
    withUnsafeMutableBytes(of: &six) { $0.copyBytes(from: octets) }
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(AF_INET6, &six, &buffer, socklen_t(buffer.count)) != nil else { return "::" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// A list of networks as `from=` has it: addresses, or networks in CIDR notation, separated by commas.
enum NetworkList {
  /// As many as the schema takes.
  static let maximum = 32

  /// In the spelling that the database keeps, or nil where one of them is none, or has bits set behind its length.
  static func canonical(_ text: String) -> [String]? {
    var networks: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "/", omittingEmptySubsequences: false)
      guard (1...2).contains(halves.count), let address = NetworkAddress(halves[0]), !halves[0].contains("%") else {
        return nil
      }
      var bits = address.bits
      if halves.count == 2 {
        guard let length = Int(halves[1]), "\(length)" == halves[1], (0...address.bits).contains(length) else { return nil }
        bits = length
      }
      guard address.masked(to: bits) == address else { return nil }
      networks.append("\(address.text)/\(bits)")
    }
    return (1...maximum).contains(networks.count) && Set(networks).count == networks.count ? networks : nil
  }
}
