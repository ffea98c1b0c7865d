/// What a WATCH pushes between replies: `> 902 assignment id=P-1201 state=offered`. Ids and codes only.
public struct Event: Hashable, Sendable {
  /// Where it stands among all events; a client goes on after it by `since=`.
  public var seq: Int64
  /// What it is about, e.g. `assignment`; a name of the grammar.
  public var name: String
  public var fields: [Field]

  public init(seq: Int64, _ name: String, fields: [Field] = []) {
    self.seq = seq
    self.name = name
    self.fields = fields
  }
}
