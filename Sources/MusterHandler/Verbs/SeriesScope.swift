import MusterDomain
import MusterProtocol
import MusterStore

/// `apply=`: the events of a series that a command reaches besides the one it names.
struct SeriesScope: Sendable {
  enum Reach: String, Sendable { case one, following, all }

  /// The event that the command names.
  let named: EventRecord
  /// Those it reaches besides: still ahead and neither over nor called off. By rising number.
  let others: [EventRecord]
  /// Those of the series that it passes over: begun, over or called off.
  let passedOver: Int
  let reach: Reach

  var isSeries: Bool { reach != .one }
  var all: [EventRecord] { [named] + others }

  /// Locks the events by rising number. `argument`: where the event is named.
  static func locked(
    _ id: Int64, named argument: String, _ request: Request, _ transaction: StoreTransaction
  ) async throws -> SeriesScope {
    let reach = request.text("apply").flatMap(Reach.init(rawValue:)) ?? .one
    guard reach != .one else {
      guard let event = try await transaction.first(EventRecord.locked(id)) else { throw Answer.notFound(argument) }
      return SeriesScope(named: event, others: [], passedOver: 0, reach: reach)
    }
    let events = try await transaction.rows(EventRecord.lockedSeries(of: id, isOnlyFollowing: reach == .following))
    guard let named = events.first(where: { $0.id == id }) else {
      guard try await transaction.first(EventRecord.locked(id)) != nil else { throw Answer.notFound(argument) }
      throw Answer.value(
        "apply", "这个活动不是系列中的一次，请去掉 apply=", "that event is not one of a series: leave apply= out")
    }
    let rest = events.filter { $0.id != id }
    let ahead = rest.filter { (try? $0.state.after(.change)) != nil && $0.span.start > request.now }
    return SeriesScope(named: named, others: ahead, passedOver: rest.count - ahead.count, reach: reach)
  }

  /// By how much the clock on the wall moves from one time to another, in seconds.
  static func wallShift(from old: Instant, to new: Instant, in zone: ZoneRules) -> Int64 {
    zone.localSeconds(new) - zone.localSeconds(old)
  }
}

extension Instant {
  /// So many seconds later on the wall.
  func movedOnWall(seconds: Int64, in zone: ZoneRules) -> Instant {
    seconds == 0 ? self : zone.instant(wall: zone.wall(self).advanced(seconds: seconds))
  }
}
