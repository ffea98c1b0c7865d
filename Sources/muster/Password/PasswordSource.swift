import MusterClient
import MusterProtocol

/// Where a password comes from: a file of the person's own, or the terminal. Never the command line, where everybody on the machine
/// could read it.
enum PasswordSource {
  static func file(_ path: String, _ screen: Screen) throws(ClientError) -> String {
    if let mode = PrivateFile.openMode(path) {
      screen.note(ClientError.file(path: path, fault: .open(mode: mode)).sentence(screen.language))
    }
    guard let text = String(validating: try PrivateFile.read(path), as: UTF8.self),
      let line = text.split(whereSeparator: \.isNewline).first
    else { throw .file(path: path, fault: .content) }
    return String(line)
  }

  static func ask(_ question: String) throws(ClientError) -> String {
    guard let input = HiddenInput() else { throw .password(.nobodyToAsk) }
    defer { input.close() }
    guard let password = input.ask(question) else { throw .password(.givenUp) }
    return password
  }
}
