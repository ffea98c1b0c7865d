import Glibc
import MusterHandler

/// The administrator's way in: at the first start a token is written to `<data-directory>/admin.token`, for its owner's eyes only.
enum AdminToken {
  static func ensure(in directory: String, _ environment: Environment) async throws {
    let path = "\(directory)/admin.token"
    guard access(path, F_OK) != 0 else { return }
    try PrivateFile.write(try await Bootstrap.administratorToken(environment), to: path)
    environment.logger.info("administrator's token written", metadata: ["path": "\(path)"])
  }
}
