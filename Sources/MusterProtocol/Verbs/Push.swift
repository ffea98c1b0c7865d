import MusterDomain

extension VerbTable {
  /// What may be watched, each by whoever may read it with the verb of that name.
  public static let watchable = ["jobs", "rosters", "assignments", "shifts", "events", "needs"]

  static let push: [VerbRow] = [
    VerbRow(
      "WATCH", .push, who: "c s g u t m",
      [
        Argument("what", .choice(watchable), positional: true, "看什么的变化", "whose changes to tell"),
        Argument(
          "id", .identifier([.job, .roster, .assignment, .shift, .event, .need]), "只看这一个", "only this one"),
        Argument("event", .identifier([.event]), "只看此活动的", "only those of this event"),
        Argument("shift", .identifier([.shift]), "只看此班次的", "only those of this shift"),
        .member,
        Argument("area", .identifier([.area]), "只看此区划及其下级", "only this area and those below it"),
        Argument("since", .integer(0...Int.max), "从此序号之后补发", "also what came after this number"),
        Argument("off", .identifier([.watch]), "停止此订阅", "ends this watch"),
      ],
      fields: "watch seq", codes: [.notFound, .denied, .limitWatches],
      "订阅变化：之后在答复之间发来 > 序号 名称 …；gap 表示有缺，须重新读取",
      "tells changes as they come, between replies, as > seq name …; gap: some are missing, read again",
      example: "WATCH assignments event=E-214 since=880")
  ]
}
