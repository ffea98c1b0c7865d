import FoundationEssentials
import Glibc

/// A temporary folder under /tmp that is gone afterwards, and with it every process that still works in it: daemons of ours, and
/// the database servers that they left behind.
public final class Scratch: Sendable {
  public let path: String
  private let programs = Programs()

  private init() throws {
    var template = Array("/tmp/me-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestFailure("mkdtemp: \(String(cString: strerror(errno)))") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    // The database's own user passes through it.
    chmod(path, 0o755)
  }

  /// Lends a folder to `body` and cleans up whatever happens.
  public static func with<R>(isolation: isolated (any Actor)? = #isolation, _ body: (Scratch) async throws -> R) async throws
    -> R
  {
    let scratch = try Scratch()
    do {
      let value = try await body(scratch)
      await scratch.clean()
      return value
    } catch {
      await scratch.clean()
      throw error
    }
  }

  /// Commands as they come: a test's clients are in a hurry. What `arguments` say stands behind it and wins.
  private static let unhurried = ["--limit", "commands-per-second=1000000", "--limit", "command-burst=1000000"]

  /// Starts `musterd` with an embedded cluster in the folder `data`, or with whatever else `arguments` say. Does not wait.
  public func musterd(
    data: String = "data", listen: String = "127.0.0.1:0", clock: String = "2026-05-03T20:00", _ arguments: [String] = []
  ) async throws -> RunningProgram {
    let fixed = ["--data-directory", "\(path)/\(data)", "--listen", listen, "--clock", clock] + Self.unhurried
    let program = try RunningProgram("musterd", fixed + arguments)
    await programs.add(program)
    return program
  }

  /// Runs `muster` to its end.
  public func muster(_ arguments: [String], variables: [String: String] = [:]) async throws -> Outcome {
    let mine = ["XDG_STATE_HOME": "\(path)/state", "XDG_CONFIG_HOME": "\(path)/config"]
    let program = try RunningProgram("muster", arguments, variables: mine.merging(variables) { $1 })
    await programs.add(program)
    return await outcome(of: program)
  }

  /// What a program said and how it ended, once it has.
  public func outcome(of program: RunningProgram) async -> Outcome {
    let ending = await program.end()
    let (output, errors) = await program.everything()
    return Outcome(ending: ending, output: output, errors: errors)
  }

  public struct Outcome: Sendable, CustomStringConvertible {
    public let ending: RunningProgram.Ending
    public let output: String
    public let errors: String
    public var description: String { "\(ending)\n\(output)\(errors)" }

    /// Standard output as rows of fields, the column names first.
    public var rows: [[String]] {
      output.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }
    /// The fields of one column, without its name.
    public func column(_ name: String) -> [String] {
      guard let index = rows.first?.firstIndex(of: name) else { return [] }
      return rows.dropFirst().map { $0.indices.contains(index) ? $0[index] : "" }
    }
  }

  public func read(_ file: String) throws -> String { try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8) }
  public func write(_ text: String, _ file: String) throws {
    try text.write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8)
  }
  public func exists(_ file: String) -> Bool { access("\(path)/\(file)", F_OK) == 0 }
  /// The permission bits of a file, e.g. 0o600; nil when there is none.
  public func mode(_ file: String) -> UInt32? {
    var status = stat()
    return stat("\(path)/\(file)", &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  /// The processes of the database servers that run on `data`'s cluster, by the kernel's word.
  public func servers(data: String = "data") -> [pid_t] { Self.servers(in: "\(path)/\(data)/postgres") }

  /// The postmaster of `data`'s cluster, from its pid file.
  public func postmaster(data: String = "data") -> pid_t? {
    (try? read("\(data)/postgres/postmaster.pid"))?.split(separator: "\n").first.flatMap { pid_t($0) }
  }

  /// How to connect to the city of `data` as the cluster's superuser, behind the daemon's back.
  public func superuser(data: String = "data") -> String { "host=\(path)/\(data)/run port=5432 user=postgres dbname=muster" }

  // MARK: Cleaning

  private actor Programs {
    private var all: [RunningProgram] = []
    func add(_ program: RunningProgram) { all.append(program) }
    func end() async {
      for program in all {
        program.send(signal: SIGKILL)
        _ = await program.end()
      }
    }
  }

  private func clean() async {
    await programs.end()
    // An immediate shutdown frees the server's shared memory, which a kill would leave behind.
    for pid in Self.servers(in: path) { kill(pid, SIGQUIT) }
    for _ in 0..<500 where !Self.servers(in: path).isEmpty { try? await Task.sleep(for: .milliseconds(20)) }
    for pid in Self.servers(in: path) { kill(pid, SIGKILL) }
    try? FileManager.default.removeItem(atPath: path)
  }

  private static func servers(in folder: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { pid in
      guard target("/proc/\(pid)/exe")?.hasSuffix("/postgres") == true else { return false }
      return target("/proc/\(pid)/cwd")?.hasPrefix(folder) == true
    }
  }

  private static func target(_ link: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let count = readlink(link, base, buffer.count)
      return count < 0 ? nil : String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
    }
  }
}

extension RunningProgram {
  /// The first port of `ready line=HOST:PORT …`, as soon as it serves. Throws what it said when it ends without.
  public func port() async throws -> Int { try await ports()[0] }

  /// Those of all its places.
  public func ports() async throws -> [Int] {
    guard let line = await line("ready line=") else {
      throw TestFailure("musterd ended (\(await end())) without serving:\n\(await everything().errors)")
    }
    let ports = line.split(separator: " ").dropFirst().map { $0.split(separator: ":").last.flatMap { Int($0) } }
    guard !ports.isEmpty, !ports.contains(nil) else { throw TestFailure("no port in \(line)") }
    return ports.compactMap { $0 }
  }
}
