import Glibc

/// A connection of the load generator: plain octets, one thread.
final class LineSocket {
  let descriptor: Int32

  /// Connects to a port of this machine.
  init(port: UInt16) throws(Obstacle) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let failure = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard descriptor >= 0, failure == 0 else { throw .file("127.0.0.1 port \(port)", errno) }
    var yes: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { close(descriptor) }

  /// Writes all of it. What a benchmark asks at once fits into the socket, so this does not wait.
  func send(_ octets: [UInt8]) throws(Obstacle) {
    var done = 0
    while done < octets.count {
      let put = octets.withUnsafeBytes { bytes in
        Glibc.send(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
      }
      if put < 0, errno == EINTR { continue }
      guard put > 0 else { throw .file("socket", errno) }
      done += put
    }
  }

  /// What has come, at least one octet; waits for it.
  func receive(into buffer: UnsafeMutableRawBufferPointer) throws(Obstacle) -> Int {
    while true {
      let got = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if got < 0, errno == EINTR { continue }
      guard got != 0 else { throw Obstacle("服务器关闭了连接。", "The server closed a connection.") }
      guard got > 0 else { throw .file("socket", errno) }
      return got
    }
  }

  /// Up to and with the next line that is not a row: the answer to one command, or the greeting.
  func final() throws(Obstacle) -> String {
    while true {
      let line = try line()
      if let first = line.utf8.first, first >= UInt8(ascii: "A"), first <= UInt8(ascii: "Z") { return line }
    }
  }

  /// The next line, without its end.
  func line() throws(Obstacle) -> String {
    var text: [UInt8] = []
    // One octet at a time, so that nothing of what follows is taken.
    let place = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
    defer { place.deallocate() }
    while true {
      _ = try receive(into: place)
      if place[0] == UInt8(ascii: "\n") { return String(decoding: text, as: UTF8.self) }
      text.append(place[0])
    }
  }

  /// Asks one command and gives its final line; anything but OK is an obstacle.
  @discardableResult
  func ask(_ command: String) throws(Obstacle) -> String {
    try send(Array("\(command)\n".utf8))
    let final = try final()
    // The command itself is not shown: it may be a token.
    guard final.hasPrefix("OK") else { throw Obstacle("命令被拒绝：\(final)", "A command was refused: \(final)") }
    return final
  }
}
