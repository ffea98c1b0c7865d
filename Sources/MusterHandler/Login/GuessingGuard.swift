/// Slows down who guesses passwords, and nobody else. Knows no clock: times are those since any fixed moment, and only grow.
///
/// Every try is counted when it begins and given back when it was right, so that many at once gain nothing. Three limits hold, and
/// a try that is over one of them is not evaluated:
///
/// - an account from one address (IPv6: one /64): five tries, then one after 1, 2, 4 … 60 seconds;
/// - a network (IPv4 /24, IPv6 /64): 64 wrong ones, and one more every two seconds;
/// - all networks together, apart for those that have been wrong lately (100, and 4 more a second) and for those that have not
///   (1,000, and 100 more a second), so that a crowd of guessers never keeps out who comes from elsewhere.
///
/// Nothing here is a lock: an account is slowed down only from where it was guessed at. This machine's own addresses are held to
/// the first limit alone, as all its users share them. Memory is bounded: names are kept as 64-bit hashes under a key of the
/// process, at most ``mostPairs`` and ``mostNetworks`` entries of some 64 octets each; the oldest quarter goes when they are full.
struct GuessingGuard: Sendable {
  /// Where a try comes from.
  struct Origin: Hashable, Sendable {
    /// The address, or for IPv6 its /64.
    let address: [UInt8]
    /// The network whose tries count together; nil for this machine's own.
    let network: [UInt8]?

    static let local = Origin(address: [], network: nil)
    init(address: [UInt8], network: [UInt8]?) { (self.address, self.network) = (address, network) }

    init(_ address: NetworkAddress) {
      let isFour = address.octets.count == 4
      self.init(
        address: Array(address.octets.prefix(isFour ? 4 : 8)), network: Array(address.octets.prefix(isFour ? 3 : 8)))
    }
  }

  /// A try that may be evaluated.
  struct Attempt: Hashable, Sendable {
    fileprivate let pair: Int
    fileprivate let network: [UInt8]?
    fileprivate let isFromCleanNetwork: Bool
  }

  enum Verdict: Hashable, Sendable {
    case evaluate(Attempt)
    /// Not before so many seconds have gone by.
    case wait(seconds: Int)
  }

  static let freeTries = 5
  static let longestDelay = 60.0
  /// Without a try for so long, an account and address begin anew: fifteen times the longest delay.
  static let memorySeconds = 900.0
  /// 16,384 × 64 octets are a mebibyte.
  static let mostPairs = 16_384
  static let mostNetworks = 16_384

  private struct Pair {
    var tries = 0
    var notBefore = 0.0
    var last = 0.0
  }

  private struct Bucket {
    var filled: Double
    var at = 0.0

    mutating func refill(_ rate: Double, upTo most: Double, at now: Double) {
      filled = min(most, filled + max(0, now - at) * rate)
      at = max(at, now)
    }
    func wait(_ rate: Double) -> Double { filled >= 1 ? 0 : (1 - filled) / rate }
  }

  private static let network = (most: 64.0, rate: 0.5)
  private static let dirty = (most: 100.0, rate: 4.0)
  private static let clean = (most: 1_000.0, rate: 100.0)

  private var pairs: [Int: Pair] = [:]
  /// Only of networks that have been wrong lately.
  private var networks: [[UInt8]: Bucket] = [:]
  private var dirty = Bucket(filled: Self.dirty.most)
  private var clean = Bucket(filled: Self.clean.most)

  /// Entries held.
  var count: Int { pairs.count + networks.count }

  // MARK: Passwords

  /// Whether a try to log in to that account may be evaluated; counts it as wrong until told otherwise.
  mutating func admit(_ account: String, from origin: Origin, at time: Duration) -> Verdict {
    let now = time / .seconds(1)
    let key = Self.key(account, origin)
    var pair = pairs[key] ?? Pair()
    if now - pair.last > Self.memorySeconds { pair = Pair() }
    let attempt = Attempt(
      pair: key, network: origin.network, isFromCleanNetwork: origin.network.map { networks[$0] == nil } ?? true)
    let wait = max(pair.notBefore - now, networkWait(origin, attempt.isFromCleanNetwork, now))
    guard wait <= 0 else { return .wait(seconds: Int(wait.rounded(.up))) }
    pair.tries += 1
    pair.last = now
    if pair.tries >= Self.freeTries {
      let doublings = min(pair.tries - Self.freeTries, 6)
      pair.notBefore = now + min(Self.longestDelay, Double(1 << doublings))
    }
    remember(pair, key, now)
    take(attempt, now)
    return .evaluate(attempt)
  }

  /// It was right.
  mutating func succeeded(_ attempt: Attempt) {
    pairs[attempt.pair] = nil
    guard let network = attempt.network else { return }
    if attempt.isFromCleanNetwork { clean.filled += 1 } else { dirty.filled += 1 }
    networks[network]?.filled += 1
    if let bucket = networks[network], bucket.filled >= Self.network.most { networks[network] = nil }
  }

  // MARK: Tokens. Nobody guesses 256 bits; only the work is kept from growing.

  /// Seconds until a token may be shown from there, 0 for at once. One that is right is never counted.
  mutating func waitForToken(from origin: Origin, at time: Duration) -> Int {
    guard let network = origin.network, var bucket = networks[network] else { return 0 }
    bucket.refill(Self.network.rate, upTo: Self.network.most, at: time / .seconds(1))
    return Int(bucket.wait(Self.network.rate).rounded(.up))
  }

  mutating func tokenFailed(from origin: Origin, at time: Duration) {
    guard let network = origin.network else { return }
    takeFromNetwork(network, time / .seconds(1))
  }

  // MARK: -

  private mutating func networkWait(_ origin: Origin, _ isClean: Bool, _ now: Double) -> Double {
    guard let network = origin.network else { return 0 }
    dirty.refill(Self.dirty.rate, upTo: Self.dirty.most, at: now)
    clean.refill(Self.clean.rate, upTo: Self.clean.most, at: now)
    guard !isClean else { return clean.wait(Self.clean.rate) }
    networks[network]?.refill(Self.network.rate, upTo: Self.network.most, at: now)
    return max(networks[network]?.wait(Self.network.rate) ?? 0, dirty.wait(Self.dirty.rate))
  }

  private mutating func take(_ attempt: Attempt, _ now: Double) {
    guard let network = attempt.network else { return }
    if attempt.isFromCleanNetwork { clean.filled -= 1 } else { dirty.filled -= 1 }
    takeFromNetwork(network, now)
  }

  private mutating func takeFromNetwork(_ network: [UInt8], _ now: Double) {
    if networks[network] == nil, networks.count >= Self.mostNetworks {
      Self.thin(&networks, to: Self.mostNetworks * 3 / 4, by: \.at)
    }
    var bucket = networks[network] ?? Bucket(filled: Self.network.most, at: now)
    bucket.refill(Self.network.rate, upTo: Self.network.most, at: now)
    bucket.filled = max(0, bucket.filled - 1)
    networks[network] = bucket
  }

  private mutating func remember(_ pair: Pair, _ key: Int, _ now: Double) {
    if pairs[key] == nil, pairs.count >= Self.mostPairs { Self.thin(&pairs, to: Self.mostPairs * 3 / 4, by: \.last) }
    pairs[key] = pair
  }

  private static func thin<Key, Value>(_ entries: inout [Key: Value], to count: Int, by age: (Value) -> Double) {
    let oldest = entries.sorted { age($0.value) < age($1.value) }.prefix(entries.count - count)
    for (key, _) in oldest { entries[key] = nil }
  }

  private static func key(_ account: String, _ origin: Origin) -> Int {
    var hasher = Hasher()
    hasher.combine(account)
    hasher.combine(origin.address)
    return hasher.finalize()
  }
}
