import MusterClient
import MusterProtocol

/// What one profile says: `key = value` a line, the keys named as the options of the command line, `#` before a comment. Holds no
/// secrets and knows no file system: `ProfileFolder` reads it, `ProfileArguments` makes options of it.
struct ProfileFile: Equatable {
  struct Setting: Equatable {
    let key: String
    let value: String
  }

  /// In the order of the file, no key twice.
  private(set) var settings: [Setting] = []

  /// Keys whose values are files or folders: `~/` is the home folder, and what is relative lies beside the profile.
  static let paths: Set<String> = ["data-directory", "token-file", "password-file", "ca"]
  static let flags: Set<String> = ["peer", "tls"]
  /// Belongs to one call and not to a way of working; `insecure` must be said each time.
  private static let perCall: Set<String> = ["profile", "no-color", "no-pager", "insecure"]
  private static let secrets: Set<String> = ["token", "password", "secret", "key"]
  private static let yes: Set<String> = ["yes", "no"]

  /// All keys, as `--help` lists them.
  static let keys: [String] = {
    let valued = Options.namesWithValue.map { String($0.dropFirst(2)) }.filter { !perCall.contains($0) }
    return (valued + flags.filter { Options.flags.contains("--\($0)") }).sorted()
  }()

  func value(_ key: String) -> String? { settings.first { $0.key == key }?.value }

  /// Throws everything that is wrong with it, line by line.
  init(parsing text: String) throws(ProfileFaults) {
    var faults: [ProfileFault] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      do throws(ProfileFault.Reason) {
        guard let setting = try Self.setting(line.trimmedOfBlanks) else { continue }
        guard value(setting.key) == nil else { throw .twice(setting.key) }
        settings.append(setting)
      } catch {
        faults.append(ProfileFault(line: index + 1, reason: error))
      }
    }
    if !faults.isEmpty { throw ProfileFaults(faults: faults) }
  }

  private static func setting(_ line: String) throws(ProfileFault.Reason) -> Setting? {
    guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
    guard let equals = line.firstIndex(of: "=") else { throw .shape }
    let key = line[..<equals].trimmedOfBlanks
    let value = line[line.index(after: equals)...].trimmedOfBlanks
    guard !key.isEmpty, !value.isEmpty else { throw .shape }
    guard !secrets.contains(key), !value.contains("mst_") else { throw .secret(key) }
    guard keys.contains(key) else { throw .unknown(key, near: Spelling.nearest(to: key, among: keys)) }
    guard !value.unicodeScalars.contains(where: TerminalText.isHarmful) else { throw .value(key, expected: nil) }
    if let expected = expectation(key, value) { throw .value(key, expected: expected) }
    return Setting(key: key, value: value)
  }

  /// Nil where the value is right; else what would be.
  private static func expectation(_ key: String, _ value: String) -> String? {
    switch key {
    case _ where flags.contains(key): yes.contains(value) ? nil : "yes, no"
    case "lang": Language(rawValue: value) == nil ? Language.allCases.map(\.rawValue).joined(separator: ", ") : nil
    case "color": ColorChoice(rawValue: value) == nil ? ColorChoice.allCases.map(\.rawValue).joined(separator: ", ") : nil
    case "server": (try? ServerAddress(parsing: value)) == nil ? "HOST:PORT" : nil
    case "retry": Int(value).map(Options.retries.contains) == true ? nil : "0…1000"
    case "timeout": Int(value).map(Options.timeouts.contains) == true ? nil : "1…86400"
    default: nil
    }
  }
}

extension StringProtocol {
  /// Without blanks, tabs and a carriage return around it.
  var trimmedOfBlanks: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
    let start = drop(while: isBlank)
    guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(start[...last])
  }
}
