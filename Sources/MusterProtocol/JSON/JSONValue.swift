/// One value of a JSON text (RFC 8259). A number is kept as it was written, so that no digit of it is lost.
indirect enum JSONValue: Hashable {
  case text(String)
  case number(String)
  case boolean(Bool)
  case null
  case array([JSONValue])
  case object([JSONMember])
}

/// One `"name":value` of an object, in the order written; names may repeat.
struct JSONMember: Hashable {
  let name: String
  let value: JSONValue
}
