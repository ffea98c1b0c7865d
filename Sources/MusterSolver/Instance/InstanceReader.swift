/// Reads `muster-roster/1`: UTF-8 bytes in, an `Instance` or the first fault with its path and position out. Keys may
/// come in any order; an unknown key is a fault, for a misspelt weight would otherwise pass in silence. Names become numbers
/// and lists become rows as they are read: no value of the file lives as an object of its own.
struct InstanceReader {
  var builder = InstanceBuilder()
  /// Figures of the row that is being read; its names are in the numbers beside it.
  var member = InstanceBuilder.Member()
  var memberNames = MemberNames()
  var shift = InstanceBuilder.Shift()
  var shiftNames = ShiftNames()
  let memberKeys = KeySet<MemberKey>()
  let shiftKeys = KeySet<ShiftKey>()

  private enum TopKey: String, CaseIterable {
    case format, days, speed, weights, members, shifts, pinned, excluded, published
  }

  mutating func read(_ json: inout JSONCursor) throws(InstanceFault) -> Instance {
    let keys = KeySet<TopKey>()
    let seen = try json.object(keys) { json, key throws(InstanceFault) in
      switch key {
      case .format: if try json.string() != "muster-roster/1" { throw InstanceFault(.format) }
      case .days: try rooted { () throws(InstanceFault) in try builder.set(days: try json.integer()) }
      case .speed: try rooted { () throws(InstanceFault) in try builder.set(speed: try json.integer()) }
      case .weights: try readWeights(&json)
      case .members: try json.array { json, _ throws(InstanceFault) in try readMember(&json) }
      case .shifts: try json.array { json, _ throws(InstanceFault) in try readShift(&json) }
      case .pinned: try readTriples(&json, into: \.pinned)
      case .excluded: try readPairs(&json)
      case .published: try readTriples(&json, into: \.published)
      }
    }
    try json.expectEnd()
    try keys.require(in: seen, except: ["speed", "weights", "pinned", "excluded", "published"])
    return try builder.build()
  }

  /// The builder's own path already names the key that the cursor will add.
  private func rooted(_ body: () throws(InstanceFault) -> Void) throws(InstanceFault) {
    do { try body() } catch { throw InstanceFault(error.reason) }
  }

  private mutating func readWeights(_ json: inout JSONCursor) throws(InstanceFault) {
    if json.takeNull() { return }
    var weights = Weights()
    _ = try json.object(KeySet(Weights.names)) { json, path throws(InstanceFault) in weights[keyPath: path] = try json.integer()
    }
    do { try builder.set(weights: weights) } catch {
      var fault = error
      fault.path = error.path == "weights" ? "" : String(error.path.dropFirst("weights.".count))
      throw fault
    }
  }
}

extension Instance {
  /// Reads `muster-roster/1` from UTF-8 bytes, which are no longer needed afterwards.
  public init(json bytes: UnsafeRawBufferPointer) throws(InstanceFault) {
    // Every name and every value takes three bytes of the file at least, so counts of them fit 32 bits, as the rows want.
    if bytes.count > UInt32.max { throw InstanceFault(.fileTooLong) }
    var cursor = JSONCursor(bytes)
    var reader = InstanceReader()
    do { self = try reader.read(&cursor) } catch {
      var fault = error
      if error.reason.isInValue { cursor.seek(error.path) }
      (fault.line, fault.column) = cursor.position
      throw fault
    }
  }

  /// Reads `muster-roster/1` from UTF-8 bytes.
  public init(json bytes: [UInt8]) throws(InstanceFault) {
    let result: Result<Instance, InstanceFault> = bytes.withUnsafeBytes { raw in
      do throws(InstanceFault) { return .success(try Instance(json: raw)) } catch { return .failure(error) }
    }
    self = try result.get()
  }
}
