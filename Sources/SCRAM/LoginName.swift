/// RFC 5802's `saslname`: a name with `=2C` for a comma and `=3D` for an equals sign.
public enum LoginName {
  public static func escaped(_ name: String) -> [UInt8] {
    var octets: [UInt8] = []
    for octet in name.utf8 {
      switch octet {
      case UInt8(ascii: ","): octets += "=2C".utf8
      case UInt8(ascii: "="): octets += "=3D".utf8
      default: octets.append(octet)
      }
    }
    return octets
  }

  /// Nil for an empty one, for any other use of `=`, and for what is not UTF-8.
  public static func unescaped(_ octets: ArraySlice<UInt8>) -> String? {
    var name: [UInt8] = []
    var rest = octets
    while let octet = rest.popFirst() {
      guard octet != 0, octet != UInt8(ascii: ",") else { return nil }
      guard octet == UInt8(ascii: "=") else {
        name.append(octet)
        continue
      }
      if rest.starts(with: "2C".utf8) {
        name.append(UInt8(ascii: ","))
      } else if rest.starts(with: "3D".utf8) {
        name.append(UInt8(ascii: "="))
      } else {
        return nil
      }
      rest = rest.dropFirst(2)
    }
    return name.isEmpty ? nil : String(validating: name, as: UTF8.self)
  }
}
