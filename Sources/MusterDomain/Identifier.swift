/// What an id names: the letter before the hyphen on the wire.
public enum Kind: Character, CaseIterable, Hashable, Sendable {
  case area = "A"
  case venue = "V"
  case unit = "U"
  case member = "M"
  case team = "T"
  case event = "E"
  case shift = "S"
  case need = "N"
  case roster = "R"
  case assignment = "P"
  case job = "J"
  case registration = "G"
  case record = "K"
  case `import` = "I"
  case pairing = "H"
  /// Of events that recur.
  case series = "Y"
  /// A letter: what a member is told.
  case message = "L"
  /// Of one connection, and gone with it.
  case watch = "W"

  /// Ids of these kinds name people or what people did: on the wire they are scrambled by the city's key, so that
  /// none can be guessed from another (`IdentifierCipher`).
  public var isPersonal: Bool {
    self == .member || self == .assignment || self == .registration || self == .record
      || self == .message
  }
}

/// The number under which the database keeps a thing, and what kind of thing that is.
public struct Identifier: Hashable, Sendable {
  public let kind: Kind
  public let number: Int64

  public init(_ kind: Kind, _ number: Int64) {
    self.kind = kind
    self.number = number
  }
}
