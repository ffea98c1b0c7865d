import Glibc
import MusterClient
import MusterProtocol

/// The configuration folder: `NAME.conf` a profile, and `default-profile`, which names the one that is used when nobody says
/// otherwise. Without that file it is `default.conf`, if there is one.
struct ProfileFolder {
  enum Fault: Error, Equatable {
    case name(String)
    /// There is neither HOME nor XDG_CONFIG_HOME.
    case nowhere(String)
    case missing(String, path: String, known: [String])
    case broken(path: String, ProfileFaults)
    case notUTF8(path: String)
    case file(ClientError)
  }

  static let none = "none"
  private static let suffix = ".conf"
  private static let defaultFile = "default-profile"

  let path: String

  /// `$XDG_CONFIG_HOME/muster`, else `~/.config/muster`; nil where there is neither.
  init?(_ environment: Environment) {
    if let configuration = environment["XDG_CONFIG_HOME"], configuration.hasPrefix("/") {
      path = configuration + "/muster"
    } else if let home = environment["HOME"] {
      path = home + "/.config/muster"
    } else {
      return nil
    }
  }

  init(path: String) { self.path = path }

  /// In the order of their names.
  var names: [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name.hasSuffix(Self.suffix), Self.isName(name.dropLast(Self.suffix.count)) {
        names.append(String(name.dropLast(Self.suffix.count)))
      }
    }
    return names.sorted()
  }

  /// The profile that is used when none is named; nil where there is none.
  func defaultName() throws(Fault) -> String? {
    let file = "\(path)/\(Self.defaultFile)"
    guard PrivateFile.exists(file) else { return PrivateFile.exists(path(of: "default")) ? "default" : nil }
    let name = try text(file).trimmedOfLines
    guard Self.isName(name) else { throw .name(name) }
    return name
  }

  func read(_ name: String) throws(Fault) -> ProfileFile {
    guard Self.isName(name) else { throw .name(name) }
    let file = path(of: name)
    guard PrivateFile.exists(file) else { throw .missing(name, path: file, known: names) }
    let text = try text(file)
    do { return try ProfileFile(parsing: text) } catch { throw .broken(path: file, error) }
  }

  func setDefault(_ name: String) throws(Fault) {
    _ = try read(name)
    do { try PrivateFile.write(Array("\(name)\n".utf8), to: "\(path)/\(Self.defaultFile)") } catch { throw .file(error) }
  }

  func path(of name: String) -> String { "\(path)/\(name)\(Self.suffix)" }

  private func text(_ file: String) throws(Fault) -> String {
    let bytes: [UInt8]
    do { bytes = try PrivateFile.read(file) } catch { throw .file(error) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(path: file) }
    return text
  }

  /// Letters of any script, digits, `.`, `-` and `_`; no folder, no option, nothing hidden.
  static func isName(_ name: some StringProtocol) -> Bool {
    !name.isEmpty && name != none && !name.hasPrefix(".") && !name.hasPrefix("-")
      && name.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || scalar.properties.isIdeographic || ("0"..."9").contains(scalar)
          || "._-".unicodeScalars.contains(scalar)
      }
  }
}

extension ProfileFolder.Fault {
  func sentence(_ language: Language) -> String {
    switch self {
    case .name(let name):
      language.choose("“\(name)”不能作配置名：用字母、汉字、数字、. - _", "\"\(name)\" is no name of a profile: letters, digits, . - _")
    case .nowhere(let name):
      language.choose("没有 HOME，找不到配置“\(name)”", "no HOME: there is no folder with the profile \"\(name)\"")
    case .missing(let name, let path, let known):
      language.choose("没有配置“\(name)”（\(path)）", "there is no profile \"\(name)\" (\(path))")
        + (Spelling.nearest(to: name, among: known).map { language.choose("，是 \($0) 吗？", ": did you mean \($0)?") }
          ?? (known.isEmpty ? "" : language.choose("；有：", "; there are ") + known.joined(separator: " ")))
    case .broken(let path, let faults):
      faults.faults.map { "\(path) \($0.sentence(language))" }.joined(separator: "\n")
    case .notUTF8(let path): language.choose("\(path) 不是 UTF-8", "\(path) is not UTF-8")
    case .file(let error): error.sentence(language)
    }
  }
}

extension String {
  fileprivate var trimmedOfLines: String { split(whereSeparator: \.isNewline).first.map { $0.trimmedOfBlanks } ?? "" }
}
