/// The first line of a connection, made of what the server really speaks. Clients ignore keys that they do not know.
public enum Greeting {
  /// - Parameters:
  ///   - mechanisms: ways of login, strongest first.
  ///   - capabilities: e.g. `KEYS`; none that does not work.
  public static func final(limits: Limits, mechanisms: [String], isEncrypted: Bool, capabilities: [String]) -> Final {
    Final(
      .ok,
      fields: [
        Field("proto", "1"), Field("auth", mechanisms.joined(separator: ",")), Field("tls", isEncrypted ? "yes" : "no"),
        Field("maxline", "\(limits.line)"), Field("maxlit", "\(limits.literal)"), Field("maxrows", "\(limits.page)"),
        Field("maxbatch", "\(limits.batchCommands)"), Field("maxbatchlen", "\(limits.batchOctets)"),
        Field("caps", capabilities.joined(separator: ",")),
      ], text: "HELP for help")
  }
}
