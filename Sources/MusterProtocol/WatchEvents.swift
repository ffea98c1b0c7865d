/// The two events that are about watching itself; all others are changes.
extension Event {
  /// Of the changes numbered after `from` up to `to`, some that were watched for are missing: read again. What follows goes on
  /// behind `to`. Where `to` is the smaller one, the server knows no longer of the numbers after it (it came back from a backup).
  public static func gap(from: Int64, to: Int64) -> Event {
    Event(seq: to, "gap", fields: [Field("from", "\(from)"), Field("to", "\(to)")])
  }

  /// That watch is over, for the reason that the code names; nothing more comes of it.
  public static func end(seq: Int64, watch: String, _ code: Code) -> Event {
    Event(seq: seq, "end", fields: [Field("watch", watch), Field("code", code.rawValue)])
  }

  public func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  /// Octets of its line in words, or a little more: what a backlog is measured in.
  public var size: Int { fields.reduce(name.utf8.count + 24) { $0 + $1.name.utf8.count + $1.value.utf8.count + 2 } }
}
