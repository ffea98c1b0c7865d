/// How replies are spelt on a connection: `SET format=`. Requests may come in either spelling at any time.
public enum ReplyFormat: String, CaseIterable, Sendable {
  /// Column names, rows and finals, for people and small clients.
  case words
  /// One JSON object a line.
  case json
}
