import FoundationEssentials
import Glibc
import MusterHandler

/// The administrator's way in: at the first start a token is written to `<data-directory>/admin.token`, for its owner's eyes only.
enum AdminToken {
  static func ensure(in directory: String, _ environment: Environment) async throws {
    let path = "\(directory)/admin.token"
    guard access(path, F_OK) != 0 else { return }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let token = try await Bootstrap.administratorToken(environment)
    // Beside it and then renamed: a start that is cut short here leaves no file, and the next one makes another token.
    let draft = "\(path).new"
    unlink(draft)
    let descriptor = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StartFailure("写不了 \(path)", "cannot write \(path)") }
    defer { close(descriptor) }
    let line = Array("\(token)\n".utf8)
    guard write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0, rename(draft, path) == 0 else {
      throw StartFailure("写不了 \(path)", "cannot write \(path)")
    }
    environment.logger.info("administrator's token written", metadata: ["path": "\(path)"])
  }
}
