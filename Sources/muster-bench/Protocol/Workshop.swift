import Glibc
import MusterBenchmark

/// A folder for one benchmark, with what was run in it; removed at its end.
final class Workshop {
  let folder: String
  private var runs = 0

  init() throws(Obstacle) {
    var template = Array("/tmp/muster-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .file("/tmp/muster-bench-*", errno) }
    folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    // PostgreSQL runs as another user and must be able to pass through.
    chmod(folder, 0o755)
  }

  deinit { _ = try? ChildProcess.run(["rm", "-rf", folder], output: "/dev/null", errors: "/dev/null", limit: 60) }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// Runs a programme to its end and gives what it printed; a status other than 0 is an obstacle.
  func run(_ command: [String], limit: Double) throws(Obstacle) -> String {
    runs += 1
    let (output, errors) = (path("\(runs).out"), path("\(runs).err"))
    let ending = try ChildProcess.run(command, output: output, errors: errors, limit: limit)
    guard ending.status == 0 else {
      let complaint = try TextFile.read(errors).split(separator: "\n").suffix(3).joined(separator: "; ")
      throw Obstacle(
        "\(command[0]) 以状态 \(ending.status) 结束：\(complaint)", "\(command[0]) ended with status \(ending.status): \(complaint)")
    }
    return try TextFile.read(output)
  }

  /// What is missing of the programmes that a study needs, by name.
  static func missing(_ programs: [String]) -> [String] {
    let folders = getenv("PATH").map { String(cString: $0).split(separator: ":").map(String.init) } ?? []
    return programs.filter { program in
      program.contains("/")
        ? !TextFile.isProgram(program) : !folders.contains { TextFile.isProgram("\($0)/\(program)") }
    }
  }

  /// Refuses to begin where something is missing, and names the package that has it.
  static func require(_ programs: [String], package: String) throws(Obstacle) {
    let missing = missing(programs).joined(separator: ", ")
    guard missing.isEmpty else {
      throw Obstacle("缺少 \(missing)：apt-get install \(package)", "\(missing) missing: apt-get install \(package)")
    }
  }
}
