import Glibc

/// Under whom the server runs. PostgreSQL refuses root, so root hands it to `postgres`.
struct Account: Sendable {
  /// Nil when the daemon's own user runs the server.
  let owner: (user: uid_t, group: gid_t)?

  init() throws(ClusterError) {
    guard geteuid() == 0 else {
      owner = nil
      return
    }
    guard let entry = getpwnam("postgres") else { throw .noPostgresUser }
    owner = (entry.pointee.pw_uid, entry.pointee.pw_gid)
  }

  /// The command as that user, in a folder that it can enter, with a fixed locale and zone.
  func command(_ words: [String]) -> [String] {
    let become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env", "--"]
    return (owner == nil ? [] : become) + ["env", "-C", "/", "LC_ALL=C.UTF-8", "TZ=UTC"] + words
  }

  /// Makes a folder that this user alone may enter; one that exists is given the same owner and mode.
  func makePrivateFolder(_ path: String) throws(ClusterError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .file("make", path, errno) }
    guard chmod(path, 0o700) == 0 else { throw .file("make", path, errno) }
    guard let owner else { return }
    guard chown(path, owner.user, owner.group) == 0 else { throw .file("give to postgres", path, errno) }
  }

  /// Whether this user may pass through `path`, asked of the system itself.
  func canEnter(_ path: String) async throws(ClusterError) -> Bool {
    guard owner != nil else { return true }
    return await (try Child(command(["test", "-x", path]), output: "/dev/null")).exit.value == 0
  }
}
