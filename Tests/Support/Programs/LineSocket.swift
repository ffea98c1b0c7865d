import Glibc
import MusterProtocol

/// The plainest possible client: one blocking TCP socket, octets out, replies in. Nothing of the client library is in it, so that
/// the daemon is judged by what is on the wire. For one thread at a time.
public final class LineSocket {
  /// The connection ended, or nothing came for 30 seconds.
  public struct Ended: Error, CustomStringConvertible {
    public let description: String
  }

  private let descriptor: Int32
  private var parser = ReplyParser()
  private var events: [Event] = []
  public private(set) var greeting = Final(.bye)

  /// Connects to a port of this machine and reads the greeting.
  public init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Ended(description: "socket: \(Self.reason)") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Ended(description: "connect: \(Self.reason)") }
    switch try next() {
    case .greeting(let final): greeting = final
    case .event: throw Ended(description: "an event before the greeting")
    case .reply(_, let reply): throw Ended(description: "turned away: \(ReplyPrinter.line(reply.final))")
    }
  }

  deinit { close(descriptor) }

  /// The same, logged in as an account of the small city.
  public convenience init(port: Int, as account: String) throws {
    try self.init(port: port)
    let reply = try ask("AUTH TOKEN \(TestWorld.token(account))")
    guard reply.final.word == .ok else { throw TestFailure("cannot log in as \(account): \(reply.final)") }
  }

  /// Octets as they are.
  public func send(_ octets: [UInt8]) throws {
    var rest = octets[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Ended(description: "send: \(Self.reason)") }
      rest = rest.dropFirst(count)
    }
  }

  /// One line; its end is added.
  public func send(_ line: String) throws { try send(Array("\(line)\n".utf8)) }

  /// The next reply with its tag.
  public func reply() throws -> (tag: String?, reply: Reply) {
    while true {
      switch try next() {
      case .greeting: throw TestFailure("a second greeting")
      case .event(let event): events.append(event)
      case .reply(let tag, let reply): return (tag, reply)
      }
    }
  }

  /// The next event that was pushed; those that came before a reply are handed over first.
  public func event() throws -> Event {
    if !events.isEmpty { return events.removeFirst() }
    guard case .event(let event) = try next() else { throw TestFailure("a reply that nobody asked for") }
    return event
  }

  /// One command and its reply.
  public func ask(_ line: String) throws -> Reply {
    try send(line)
    return try reply().reply
  }

  /// The same, demanding OK.
  @discardableResult
  public func ok(_ line: String) throws -> Reply {
    let reply = try ask(line)
    guard reply.final.word == .ok else { throw TestFailure("\(line)\n  \(ReplyPrinter.line(reply.final))") }
    return reply
  }

  /// Whether the server has closed, with nothing more said.
  public func isClosed() throws -> Bool {
    var octet: UInt8 = 0
    let count = recv(descriptor, &octet, 1, 0)
    if count < 0 && errno == EAGAIN { throw Ended(description: "the server neither answers nor closes") }
    return count <= 0
  }

  private func next() throws -> ReplyParser.Output {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let output = try parser.next() { return output }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Ended(description: count == 0 ? "the server closed" : "recv: \(Self.reason)") }
      parser.append(buffer[..<count])
    }
  }

  private static var reason: String { String(cString: strerror(errno)) }
}

extension Final {
  /// `NO CONFLICT/FULL`, `OK`, …: its first words.
  public var words: String { code.map { "\(word.rawValue) \($0.rawValue)" } ?? word.rawValue }

  public func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}
