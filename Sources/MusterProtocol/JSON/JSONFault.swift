/// Why octets are not one JSON object. Offsets count from the beginning of what was read.
enum JSONFault: Error, Hashable {
  /// Not JSON from this octet on.
  case malformed(at: Int)
  /// Objects and arrays within each other, deeper than ``JSONReader/maximumDepth``.
  case tooDeep(at: Int)
  /// An escape stands for a character that no value may hold, or for half of a surrogate pair.
  case escape(EscapeFault)

  enum EscapeFault: Hashable {
    case forbidden(Unicode.Scalar, at: Int)
    case loneSurrogate(at: Int)
  }
}
