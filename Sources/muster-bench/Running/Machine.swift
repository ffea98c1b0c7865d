import Glibc

/// What the figures were measured on.
enum Machine {
  /// Processor, cores and load, in one line.
  static var line: String {
    let model = field("model name", in: "/proc/cpuinfo") ?? "processor unknown"
    let memory = field("MemTotal", in: "/proc/meminfo").flatMap { Int($0.prefix { $0.isNumber }) }
    let gibibytes = memory.map { ", \(($0 + 524_288) / 1_048_576) GiB" } ?? ""
    return "\(model), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores\(gibibytes)"
  }

  /// The load averages of 1, 5 and 15 minutes: above the cores, the figures are too slow.
  static var load: String {
    var loads = [Double](repeating: 0, count: 3)
    return getloadavg(&loads, 3) == 3 ? loads.map { "\(($0 * 100).rounded() / 100)" }.joined(separator: ", ") : "unknown"
  }

  private static func field(_ name: String, in path: String) -> String? {
    guard let text = try? TextFile.read(path) else { return nil }
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
    let parts = line.split(separator: ":", maxSplits: 1)
    return parts.count == 2 ? String(parts[1].drop { $0 == " " }) : nil
  }
}
