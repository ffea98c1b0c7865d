import MusterStore

/// What one WATCH asked for. Nothing here says what its owner may see: that is asked of the rights, each time.
struct Watch: Sendable {
  /// `W-1` is the connection's first.
  let number: Int
  let what: Watchable
  var id: Int64?
  var event: Int64?
  var shift: Int64?
  var member: Int64?
  /// The area that was named, and what lies below it now.
  var area: (root: Int32, communities: Set<Int32>)?
  /// Changes up to this number are none of its business.
  var start: Int64 = 0
  /// Its bit among the connection's watches.
  var slot = 0

  var code: String { "W-\(number)" }

  func wants(_ row: FeedRow) -> Bool {
    guard row.what == what, row.seq > start else { return false }
    if let id, row.id != id { return false }
    if let event, row.event != event { return false }
    if let shift, row.shift != shift { return false }
    if let member, row.member != member { return false }
    if let area, !(row.area.map(area.communities.contains) ?? false) { return false }
    return true
  }
}
