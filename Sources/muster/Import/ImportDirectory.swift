import Glibc
import MusterCity
import MusterClient

/// The files of one import, as they lie in a folder, in the order in which they refer to one another.
struct ImportDirectory {
  struct File {
    let kind: CityFile
    let content: [UInt8]
  }

  enum Fault: Error, Equatable {
    case unreadable(String, reason: String)
    /// CSV files that no import knows.
    case unknown([String])
    case empty(String)
  }

  let files: [File]

  /// Throws `Fault`; `ClientError.file` for a file that cannot be read.
  init(_ path: String) throws {
    let names = try Self.names(in: path).filter { $0.hasSuffix(".csv") }.sorted()
    let unknown = names.filter { CityFile(name: $0) == nil }
    guard unknown.isEmpty else { throw Fault.unknown(unknown) }
    guard !names.isEmpty else { throw Fault.empty(path) }
    files = try CityFile.allCases.filter { names.contains($0.name) }.map { kind in
      File(kind: kind, content: try PrivateFile.read("\(path)/\(kind.name)"))
    }
  }

  private static func names(in path: String) throws -> [String] {
    guard let stream = opendir(path) else { throw Fault.unreadable(path, reason: String(cString: strerror(errno))) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      names.append(name)
    }
    return names
  }
}
