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
    chinese: "以 root 啟動時，資料庫須以 postgres 使用者執行，但系統沒有這個使用者。請安裝 postgresql（apt-get install postgresql），或改用一般使用者啟動。",
    english: "Started by root, the database must run as the user postgres, who does not exist. Install PostgreSQL "
      + "(apt-get install postgresql), or start as an ordinary user.")

  static func noBinaries(_ searched: String) -> ClusterError {
    ClusterError(
      kind: .noBinaries,
      chinese:
        "找不到 PostgreSQL 15 或更新版本及其 contrib（btree_gist）。已找過：\(searched)。請執行 apt-get install postgresql postgresql-contrib。",
      english: "No PostgreSQL 15 or newer with its contrib (btree_gist) was found in: \(searched). "
        + "Run apt-get install postgresql postgresql-contrib.")
  }

  static func owned(_ directory: String, by owner: String) -> ClusterError {
    ClusterError(
      kind: .owned,
      chinese: "資料目錄 \(directory) 正由另一個程序使用（行程 \(owner)）。請先停止它，或以 --data-directory 指定別的目錄。",
      english: "The data directory \(directory) is in use by another daemon (process \(owner)). Stop it first, or name "
        + "another directory with --data-directory.")
  }

  static func notACluster(_ path: String) -> ClusterError {
    ClusterError(
      kind: .notACluster,
      chinese: "\(path) 不是空的，也不是 PostgreSQL 資料目錄。請移走它，或以 --data-directory 指定別的目錄。",
      english:
        "\(path) is neither empty nor a PostgreSQL cluster. Move it away, or name another directory with --data-directory.")
  }

  static func otherVersion(_ version: String, found: Int) -> ClusterError {
    ClusterError(
      kind: .otherVersion,
      chinese: "資料庫是 PostgreSQL \(version) 建立的，而本機只有版本 \(found)。請安裝 postgresql-\(version)，或以 pg_upgrade 升級資料。",
      english: "The cluster was made by PostgreSQL \(version), this machine has \(found). Install postgresql-\(version), or "
        + "upgrade the data with pg_upgrade.")
  }

  static func initdbFailed(_ output: String) -> ClusterError {
    ClusterError(
      kind: .initdbFailed, chinese: "建立資料庫失敗（initdb）：\(output)", english: "The database could not be made (initdb): \(output)")
  }

  static func startFailed(_ reason: String, log: String) -> ClusterError {
    ClusterError(
      kind: .startFailed, chinese: "資料庫啟動失敗：\(reason)。詳見 \(log)。",
      english: "The database did not start: \(reason). See \(log).")
  }

  static func file(_ action: String, _ path: String, _ code: Int32 = 0) -> ClusterError {
    let reason = code == 0 ? "" : ": \(Child.describe(code))"
    return ClusterError(
      kind: .fileSystem, chinese: "無法\(translations[action] ?? action) \(path)\(reason)。請檢查權限與磁碟空間。",
      english: "Cannot \(action) \(path)\(reason). Check its permissions and the space on the disk.")
  }

  private static let translations = [
    "make": "建立", "read": "讀取", "write": "寫入", "remove": "刪除", "give to postgres": "交給 postgres", "rename": "更名", "run": "執行",
    "lock": "鎖定",
  ]
}
