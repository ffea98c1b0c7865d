import Glibc
import MusterBenchmark

/// A `musterd` on a private PostgreSQL, both made for one benchmark: everything synced to disk as in earnest.
final class DaemonUnderTest {
  let workshop: Workshop
  let port: UInt16
  private let process: BackgroundProcess
  private let programs: String
  private var data: String { workshop.path("data") }

  /// A benchmark asks faster than a person may.
  private static let raised = ["commands-per-second=1000000000", "command-burst=1000000000"]

  /// `programs`: the folder of musterd and muster. `limits`: further ones to be changed.
  init(programs: String, limits: [String], in workshop: Workshop) throws(Obstacle) {
    self.workshop = workshop
    self.programs = programs
    try Workshop.require(["\(programs)/musterd", "\(programs)/muster"], package: "-")
    try Workshop.require(["psql", "pgbench"], package: "postgresql postgresql-contrib")
    let data = workshop.path("data")
    let settings = (Self.raised + limits).flatMap { ["--limit", $0] }
    process = try BackgroundProcess(
      ["\(programs)/musterd", "--data-directory", data, "--listen", "127.0.0.1:0", "--clock", "2026-05-03T20:00"] + settings,
      output: workshop.path("musterd.out"), errors: workshop.path("musterd.err"))
    port = try process.wait(seconds: 60) { output in
      output.split(separator: "\n").first { $0.hasPrefix("ready line=") }.flatMap { $0.split(separator: ":").last }.flatMap {
        UInt16($0)
      }
    }
  }

  func stop() { process.stop() }

  var pid: pid_t { process.pid }

  /// Loads a made-up city of that name.
  func load(city: String) throws(Obstacle) {
    let files = workshop.path("city")
    _ = try workshop.run(["\(programs)/muster", "sample", files, "--city", city], limit: 120)
    _ = try workshop.run(
      ["\(programs)/muster", "--data-directory", data, "--server", "127.0.0.1:\(port)", "--quiet", "import", files], limit: 300)
  }

  /// The administrator's, from its file.
  func administratorToken() throws(Obstacle) -> String {
    let text = try TextFile.read("\(data)/admin.token")
    return text.split(separator: "\n").first.map(String.init) ?? ""
  }

  /// Runs SQL as the database's superuser; rows without heading, cells separated by blanks.
  @discardableResult
  func sql(_ text: String) throws(Obstacle) -> [[String]] {
    let script = workshop.path("script.sql")
    try TextFile.write(text, to: script)
    let output = try workshop.run(
      [
        "psql", "-h", "\(data)/run", "-U", "postgres", "-d", "muster", "-XqAt", "-F", " ", "-v", "ON_ERROR_STOP=1", "-f",
        script,
      ],
      limit: 120)
    return output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }

  /// What the database has logged.
  func log() throws(Obstacle) -> String { try workshop.run(["sh", "-c", "cat \"$0\"/log/postgres-*.log", data], limit: 20) }

  /// Runs a script of pgbench's as the daemon's own user, prepared; `length` is `-T seconds` or `-t transactions`.
  func pgbench(
    _ script: PgbenchScript, connections: Int, length: [String], variables: [String: Int]
  ) throws(Obstacle) -> PgbenchReport {
    let file = workshop.path("script.pgbench")
    try TextFile.write(script.text, to: file)
    let settings = variables.sorted { $0.key < $1.key }.flatMap { ["-D", "\($0.key)=\($0.value)"] }
    let output = try workshop.run(
      [
        "pgbench", "-n", "-M", "prepared", "-h", "\(data)/run", "-U", "muster_app", "-c", "\(connections)", "-j", "1", "-f",
        file,
      ]
        + length + settings + ["muster"], limit: 120)
    guard let report = PgbenchReport(output), report.failed == 0 else {
      throw Obstacle("pgbench 没有全部完成：\(output)", "pgbench did not complete: \(output)")
    }
    return report
  }
}
