import FoundationEssentials
import Glibc

/// Where PostgreSQL's programs lie and of which major version they are.
struct Binaries: Sendable, Equatable {
  static let oldest = 15

  let folder: String
  let version: Int

  func path(_ program: String) -> String { "\(folder)/\(program)" }

  /// The newest that has its contrib; of an existing cluster only its own version will do.
  static func find(for version: Int? = nil) throws(ClusterError) -> Binaries {
    let (debian, path) = (debian(), fromPath())
    let usable = (debian + path).filter { $0.version >= oldest && $0.hasContrib }
    guard let newest = usable.max(by: { $0.version < $1.version }) else {
      throw .noBinaries("/usr/lib/postgresql/*/bin, PATH")
    }
    guard let version else { return newest }
    guard let same = usable.first(where: { $0.version == version }) else {
      throw .otherVersion("\(version)", found: newest.version)
    }
    return same
  }

  /// Debian keeps each major version in a folder of that name.
  private static func debian() -> [Binaries] {
    let root = "/usr/lib/postgresql"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return names.compactMap { name in
      guard let version = Int(name), access("\(root)/\(name)/bin/initdb", X_OK) == 0 else { return nil }
      return Binaries(folder: "\(root)/\(name)/bin", version: version)
    }
  }

  /// Elsewhere the catalogue's header beside the programs tells the version: `share/…/postgres.bki` begins with it.
  private static func fromPath() -> [Binaries] {
    let folders = getenv("PATH").map { String(cString: $0).split(separator: ":").map(String.init) } ?? []
    return folders.compactMap { folder in
      guard access("\(folder)/initdb", X_OK) == 0, access("\(folder)/postgres", X_OK) == 0 else { return nil }
      let bki = shares(of: folder).lazy.compactMap { firstLine("\($0)/postgres.bki") }.first
      // For example "# PostgreSQL 15".
      guard let version = bki?.split(separator: " ").last.flatMap({ Int($0) }) else { return nil }
      return Binaries(folder: folder, version: version)
    }
  }

  private static func firstLine(_ path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?.prefix { $0 != "\n" }.description
  }

  /// Where the share folder may be, seen from the programs': Debian's, then the two of a plain installation.
  private static func shares(of folder: String) -> [String] {
    let version = folder.split(separator: "/").dropLast().last.map(String.init) ?? ""
    return ["/usr/share/postgresql/\(version)", "\(folder)/../share", "\(folder)/../share/postgresql"]
  }

  private var hasContrib: Bool {
    Self.shares(of: folder).contains { access("\($0)/extension/btree_gist.control", R_OK) == 0 }
  }
}
