import Glibc

/// Keeps a second daemon out of a data directory. The kernel lets go of it when the owner dies, however it dies.
final class DirectoryLock: Sendable {
  private let descriptor: Int32

  init(_ directory: String) throws(ClusterError) {
    let path = "\(directory)/postgres.lock"
    // Close-on-exec: a server that outlives its daemon must not go on holding the lock.
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .file("lock", path, errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      var text = [UInt8](repeating: 0, count: 32)
      let count = read(descriptor, &text, text.count)
      close(descriptor)
      throw .owned(directory, by: String(decoding: text.prefix(max(0, count)), as: UTF8.self))
    }
    let owner = Array("\(getpid())".utf8)
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, owner, owner.count, 0) == owner.count else {
      let code = errno
      close(descriptor)
      throw .file("write", path, code)
    }
  }

  /// Unlocks by word: a child that another thread is just spawning shares the lock until its exec closes the descriptor.
  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
