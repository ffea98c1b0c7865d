import CLibPQ

// A statement as libpq wants it: explicit parameter types, binary parameters, binary results.
extension SQL {
  /// One text with values of other types is another prepared statement.
  struct Shape: Hashable {
    let text: String
    let types: [PostgresType]
  }

  var shape: Shape { Shape(text: text, types: parameters.entries.map(\.type)) }

  func prepare(_ name: String, on connection: OpaquePointer?) -> Bool {
    let types = parameters.entries.map { Oid($0.type.rawValue) }
    return PQsendPrepare(connection, name, text, Int32(types.count), types) == 1
  }

  func sendPrepared(_ name: String, on connection: OpaquePointer?) -> Bool {
    withArguments { count, _, values, lengths, formats in
      PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1) == 1
    }
  }

  func sendParsed(on connection: OpaquePointer?) -> Bool {
    withArguments { count, types, values, lengths, formats in
      PQsendQueryParams(connection, text, count, types, values, lengths, formats, 1) == 1
    }
  }

  private typealias Send = (
    Int32, UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
  ) -> Bool

  private func withArguments(_ send: Send) -> Bool {
    let entries = parameters.entries
    guard !entries.isEmpty else { return send(0, nil, nil, nil, nil) }
    // A value of no bytes still needs a pointer, as nil is NULL; an array of none may have no address.
    return (parameters.bytes.isEmpty ? [0] : parameters.bytes).withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return false }
      let values = entries.map { $0.length < 0 ? nil : base + $0.offset } as [UnsafePointer<CChar>?]
      let lengths = entries.map { Int32(clamping: max(0, $0.length)) }
      let formats = [Int32](repeating: 1, count: entries.count)
      return send(Int32(entries.count), entries.map { Oid($0.type.rawValue) }, values, lengths, formats)
    }
  }
}
