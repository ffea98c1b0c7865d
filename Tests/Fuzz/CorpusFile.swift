import Glibc

/// A corpus as it is checked in: an input a line, in the spelling of ``CorpusLine``; lines that begin with `#` say what the
/// inputs after them once broke.
struct CorpusFile {
  let inputs: [[UInt8]]

  init?(_ path: String) {
    guard let octets = Folder.octets(of: path) else { return nil }
    var inputs: [[UInt8]] = []
    for line in String(decoding: octets, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
      guard let input = CorpusLine.read(line) else { return nil }
      inputs.append(input)
    }
    self.inputs = inputs
  }

  /// The folder's inputs, the shortest first, after a heading.
  static func write(_ path: String, from folder: Folder, heading: String) -> Bool {
    let inputs = folder.inputs.filter { !$0.isEmpty }.sorted { ($0.count, $0.shown) < ($1.count, $1.shown) }
    let lines = inputs.map { $0.first == UInt8(ascii: "#") ? "\\x23" + CorpusLine.written($0.dropFirst()) : $0.shown }
    return Folder.write(Array((["# " + heading] + lines + [""]).joined(separator: "\n").utf8), to: path)
  }
}

/// A folder with an input a file.
struct Folder {
  private let path: String

  init(_ path: String) { self.path = path }

  var inputs: [[UInt8]] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var inputs: [[UInt8]] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix("."), let input = Self.octets(of: path + "/" + name) { inputs.append(input) }
    }
    return inputs
  }

  func keep(_ inputs: [[UInt8]]) -> Bool {
    inputs.allSatisfy { input in
      let hash = input.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
      return Self.write(input, to: path + "/" + String(hash, radix: 16))
    }
  }

  static func octets(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var octets: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { octets += buffer.prefix(count) }
    return octets
  }

  static func write(_ octets: [UInt8], to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    let isWritten = fwrite(octets, 1, octets.count, file) == octets.count
    return fclose(file) == 0 && isWritten
  }
}
