import FoundationEssentials
import Glibc

/// Where everything of one data directory lies. Usually all in it; where `postgres` cannot enter it, in
/// `/var/lib/muster/NAME` with links from it.
struct Layout: Sendable {
  /// `sun_path` has 108 bytes, the last of them NUL.
  static let longestSocketPath = 107
  static let port = 5432

  /// The daemon's data directory, absolute.
  let directory: String
  /// The cluster proper (PGDATA).
  let cluster: String
  /// Where the daemon and PostgreSQL put their sockets.
  let run: String
  let log: String
  /// Where PostgreSQL's socket is: `run`, or a short temporary folder.
  let socket: String

  var startupLog: String { "\(log)/startup.log" }
  /// Names the temporary folder for the socket, when there is one.
  private static let note = "socket-directory"

  /// Makes the folders. `elsewhere` is where clusters go that `postgres` could not reach.
  static func make(_ directory: String, account: Account, elsewhere: String = "/var/lib/muster") async throws(ClusterError)
    -> Layout
  {
    var base = directory
    if let linked = ServerProcesses.target("\(directory)/postgres") {
      // Also when the directory was moved since: its link leads to its cluster.
      base = linked.split(separator: "/").dropLast().reduce(into: "") { $0 += "/\($1)" }
    } else if try await !account.canEnter(directory) {
      base = "\(elsewhere)/\(name(of: directory))"
    }
    try makeFolders(base)
    if base != directory {
      for part in ["postgres", "run", "log"] { try link("\(directory)/\(part)", to: "\(base)/\(part)") }
    }
    let run = "\(base)/run"
    for folder in [run, "\(base)/log"] { try account.makePrivateFolder(folder) }
    let socket = try fits(run) ? run : temporary(run, account)
    return Layout(directory: directory, cluster: "\(base)/postgres", run: run, log: "\(base)/log", socket: socket)
  }

  /// The path as it is, or made absolute and free of links. Makes the folder and those above it.
  static func resolve(_ path: String) throws(ClusterError) -> String {
    try makeFolders(path)
    guard let absolute = realpath(path, nil) else { throw .file("read", path, errno) }
    defer { free(absolute) }
    return String(cString: absolute)
  }

  private static func makeFolders(_ path: String) throws(ClusterError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .file("make", path, errno)
    }
  }

  private static func link(_ path: String, to target: String) throws(ClusterError) {
    guard symlink(target, path) == 0 || errno == EEXIST else { throw .file("make", path, errno) }
  }

  /// The last two names of the path, and FNV-1a (64 bit) of the whole, so that two directories never share a cluster.
  static func name(of directory: String) -> String {
    let hash = directory.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0100_0000_01b3 }
    let words = directory.split(separator: "/").suffix(2).map { $0.filter { $0.isASCII && ($0.isLetter || $0.isNumber) } }
    return (words.filter { !$0.isEmpty } + [String(hash, radix: 16)]).joined(separator: "-")
  }

  /// Whether libpq and the server can use the folder for a socket: short, and free of what their lists would split.
  static func fits(_ folder: String) -> Bool {
    let isPlain = !folder.contains { ",\"'\\".contains($0) || $0.isWhitespace }
    return isPlain && "\(folder)/.s.PGSQL.\(port)".utf8.count <= longestSocketPath
  }

  /// The folder of the last run if it still exists, or a new one; `run` names it.
  private static func temporary(_ run: String, _ account: Account) throws(ClusterError) -> String {
    let note = "\(run)/\(note)"
    if let old = try? String(contentsOfFile: note, encoding: .utf8), isOurs(old, account) { return old }
    var template = Array("/tmp/muster-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .file("make", "/tmp/muster-*", errno) }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    try account.makePrivateFolder(folder)
    do { try folder.write(toFile: note, atomically: true, encoding: .utf8) } catch { throw .file("write", note) }
    return folder
  }

  /// Somebody else may have taken the name in /tmp meanwhile.
  private static func isOurs(_ folder: String, _ account: Account) -> Bool {
    var info = stat()
    guard fits(folder), lstat(folder, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else { return false }
    return info.st_uid == account.owner?.user ?? geteuid() && info.st_mode & 0o077 == 0
  }
}
