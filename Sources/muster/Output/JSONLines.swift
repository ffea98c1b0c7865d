import MusterProtocol

/// A reply as the protocol's own JSON spelling: one `{"row":{column:text or null}}` a row, then one `{"final":"OK",…}`, each
/// on its own line, each with the command's `"tag"` if it had one.
enum JSONLines {
  static func draw(_ reply: Reply, tag: String? = nil) -> String {
    String(decoding: ReplyPrinter.print(reply, tag: tag, format: .json), as: UTF8.self)
  }
}
