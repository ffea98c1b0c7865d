/// A JSON text as a tree: for the short answers of the programs that are measured, not for instances or plans.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number without fraction or exponent that fits.
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  /// In the order of the text; of a key that comes twice the first counts.
  case object([(key: String, value: JSONValue)])

  /// Throws at the first byte that does not fit the grammar.
  public init(_ text: String) throws(JSONFault) {
    var parser = JSONParser(bytes: Array(text.utf8))
    self = try parser.document()
  }

  public subscript(key: String) -> JSONValue? {
    guard case .object(let pairs) = self else { return nil }
    return pairs.first { $0.key == key }?.value
  }

  public var pairs: [(key: String, value: JSONValue)] {
    if case .object(let pairs) = self { return pairs }
    return []
  }

  public var int: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value.rounded())
    default: nil
    }
  }

  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  public var string: String? {
    if case .string(let value) = self { return value }
    return nil
  }

  public var bool: Bool? {
    if case .bool(let value) = self { return value }
    return nil
  }

  public var strings: [String] {
    if case .array(let values) = self { return values.compactMap(\.string) }
    return []
  }

  public static func == (one: JSONValue, other: JSONValue) -> Bool {
    switch (one, other) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a.elementsEqual(b) { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }
}

/// Where a text stopped being JSON.
public struct JSONFault: Error, Equatable, Sendable {
  /// Bytes before the fault.
  public let offset: Int
}
