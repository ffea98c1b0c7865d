/// Which instance: the arguments of its maker.
struct InstanceName: Hashable {
  let size: String
  let seed: Int
  let knobs: [String]

  static let sizes = ["s", "m", "l", "xl"]

  var arguments: [String] { ["--size", size, "--seed", "\(seed)"] + knobs }

  /// The key of best-known.json.
  var key: String { arguments.joined(separator: " ") }

  /// Safe as a part of a file's name.
  var slug: String {
    let raw = ([size, "\(seed)"] + knobs).joined(separator: "_")
    return String(raw.map { $0.isLetter || $0.isNumber || "-._".contains($0) ? $0 : "_" })
  }

  /// For tables.
  var short: String { "\(size) \(seed)" }
}
