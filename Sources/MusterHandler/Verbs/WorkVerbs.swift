extension Handler {
  /// Events, shifts and needs: what there is to do.
  static let workVerbs: [String: VerbHandler] = [
    "EVENTS": EventVerbs.list, "EVENT.ADD": EventVerbs.add, "EVENT.SET": EventChange.set, "SHIFTS": ShiftVerbs.list,
    "SHIFT.ADD": ShiftVerbs.add, "NEEDS": NeedVerbs.list, "NEED.ADD": NeedVerbs.add, "NEED.SET": NeedChange.set,
  ]
}
