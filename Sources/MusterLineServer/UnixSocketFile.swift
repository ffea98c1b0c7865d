import Glibc
import NIOCore

/// The file that a Unix socket leaves behind. A daemon that was killed leaves one at which nobody listens: only such a one
/// is removed.
enum UnixSocketFile {
  /// Makes the path free for binding.
  static func clear(_ path: String) throws(LineServerError) {
    let endpoint = Endpoint.unix(path: path)
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw LineServerError(endpoint, .notSocket) }
    guard !isListened(to: path) else { throw LineServerError(endpoint, .socketInUse) }
    guard unlink(path) == 0 || errno == ENOENT else { throw LineServerError(endpoint, .system(errno: errno)) }
  }

  static func remove(_ path: String) { unlink(path) }

  private static func isListened(to path: String) -> Bool {
    guard let address = try? SocketAddress(unixDomainSocketPath: path) else { return false }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    return address.withSockAddr { pointer, size in connect(descriptor, pointer, socklen_t(size)) == 0 || errno != ECONNREFUSED }
  }
}

/// What SO_PEERCRED tells of the process at the other end; `struct ucred` of Linux.
struct PeerCredentials: Sendable {
  var pid: Int32 = 0
  var uid: UInt32 = 0
  var gid: UInt32 = 0
}
