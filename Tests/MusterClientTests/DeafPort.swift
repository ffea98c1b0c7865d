import Glibc
import MusterClient
import TestSupport

/// A port of this machine that is taken and at which nobody listens, for as long as this is held: a port that was only free a
/// moment ago may be another test's by now.
final class DeafPort: Sendable {
  let address: ServerAddress
  private let descriptor: Int32

  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw TestFailure("socket: \(String(cString: strerror(errno)))") }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    let fault = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int32 in
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0 ? 0 : errno
      }
    }
    guard fault == 0 else {
      close(descriptor)
      throw TestFailure("bind: \(String(cString: strerror(fault)))")
    }
    self.descriptor = descriptor
    address = .tcp(host: "127.0.0.1", port: Int(UInt16(bigEndian: name.sin_port)))
  }

  deinit { close(descriptor) }
}
