/// Why the private cluster cannot run, as a sentence that says what to do, in Chinese and English.
public struct ClusterError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    case noPostgresUser, noBinaries, owned, notACluster, otherVersion, initdbFailed, startFailed, fileSystem
  }

  public let kind: Kind
  public let chinese: String
  public let english: String

  public var description: String { "\(chinese)\n\(english)" }

  static let noPostgresUser = ClusterError(
    kind: .noPostgresUser,
    chinese: "以 root 启动时，数据库须以 postgres 用户运行，但系统没有这个用户。请安装 postgresql（apt-get install postgresql），或改用普通用户启动。",
    english: "Started by root, the database must run as the user postgres, who does not exist. Install PostgreSQL "
      + "(apt-get install postgresql), or start as an ordinary user.")

  static func noBinaries(_ searched: String) -> ClusterError {
    ClusterError(
      kind: .noBinaries,
      chinese:
        "找不到 PostgreSQL 15 或更新版本及其 contrib（btree_gist）。已找过：\(searched)。请运行 apt-get install postgresql postgresql-contrib。",
      english: "No PostgreSQL 15 or newer with its contrib (btree_gist) was found in: \(searched). "
        + "Run apt-get install postgresql postgresql-contrib.")
  }

  static func owned(_ directory: String, by owner: String) -> ClusterError {
    ClusterError(
      kind: .owned,
      chinese: "数据目录 \(directory) 正由另一个 musterd 使用（进程 \(owner)）。请先停止它，或以 --data-directory 指定其他目录。",
      english: "The data directory \(directory) is in use by another daemon (process \(owner)). Stop it first, or name "
        + "another directory with --data-directory.")
  }

  static func notACluster(_ path: String) -> ClusterError {
    ClusterError(
      kind: .notACluster,
      chinese: "\(path) 不是空的，也不是 PostgreSQL 数据目录。请移走它，或以 --data-directory 指定其他目录。",
      english:
        "\(path) is neither empty nor a PostgreSQL cluster. Move it away, or name another directory with --data-directory.")
  }

  static func otherVersion(_ version: String, found: Int) -> ClusterError {
    ClusterError(
      kind: .otherVersion,
      chinese: "数据库是 PostgreSQL \(version) 创建的，而本机只有版本 \(found)。请安装 postgresql-\(version)，或以 pg_upgrade 升级数据。",
      english: "The cluster was made by PostgreSQL \(version), this machine has \(found). Install postgresql-\(version), or "
        + "upgrade the data with pg_upgrade.")
  }

  static func initdbFailed(_ output: String) -> ClusterError {
    ClusterError(
      kind: .initdbFailed, chinese: "创建数据库失败（initdb）：\(output)", english: "The database could not be made (initdb): \(output)")
  }

  static func startFailed(_ reason: String, log: String) -> ClusterError {
    ClusterError(
      kind: .startFailed, chinese: "数据库启动失败：\(reason)。详见 \(log)。",
      english: "The database did not start: \(reason). See \(log).")
  }

  static func file(_ action: String, _ path: String, _ code: Int32 = 0) -> ClusterError {
    let reason = code == 0 ? "" : ": \(Child.describe(code))"
    return ClusterError(
      kind: .fileSystem, chinese: "无法\(translations[action] ?? action) \(path)\(reason)。请检查权限与磁盘空间。",
      english: "Cannot \(action) \(path)\(reason). Check its permissions and the space on the disk.")
  }

  private static let translations = [
    "make": "创建", "read": "读取", "write": "写入", "remove": "删除", "give to postgres": "交给 postgres", "rename": "重命名", "run": "运行",
    "lock": "锁定",
  ]
}
