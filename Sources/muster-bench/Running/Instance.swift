import Glibc
import MusterBenchmark

/// An instance on disk, of the right bytes where they are known.
struct Instance {
  let name: InstanceName
  let path: String
  let known: BestKnown

  static func make(_ name: InstanceName, by bench: Bench) throws -> Instance {
    let path = "\(bench.out)/instances/\(name.slug).json"
    let known = bench.known[name.key] ?? BestKnown()
    if TextFile.exists(path), try known.sha256 == nil || known.sha256 == digest(of: path, by: bench) {
      return Instance(name: name, path: path, known: known)
    }
    Console.say("\(name.key): make_instance.py")
    let draft = path + ".tmp"
    let command = [bench.python, "\(bench.roster)/make_instance.py"] + name.arguments + ["--out", draft]
    let log = "make-\(name.slug)"
    guard try bench.run(command, log: log, limit: 600).ending.status == 0 else {
      throw Obstacle(
        "无法生成算例 \(name.key)：\(bench.complaint(log: log))", "\(name.key) was not made: \(bench.complaint(log: log))")
    }
    if let wanted = known.sha256, try digest(of: draft, by: bench) != wanted {
      throw Obstacle(
        "算例 \(name.key) 的 sha256 与 best-known.json 不符。", "\(name.key) has another sha256 than best-known.json says.")
    }
    if rename(draft, path) != 0 { throw Obstacle.file(path, errno) }
    return Instance(name: name, path: path, known: known)
  }

  private static func digest(of path: String, by bench: Bench) throws -> String {
    let script = "import hashlib,sys; print(hashlib.sha256(open(sys.argv[1],'rb').read()).hexdigest())"
    let output = try bench.run([bench.python, "-c", script, path], log: "sha256", limit: 600).output
    return String(output.prefix { !$0.isNewline })
  }
}
