extension State {
  /// Adds a plan's assignments to those that stand (the pins), shift by shift, each in the mode in which most of its people
  /// have columns. Returns those that could not be placed: they have no column (not worth their cost), or a rule is in
  /// the way of the plan as it stands.
  func load(_ plan: Plan) -> [Triple] {
    var left: [Triple] = []
    let sorted = plan.triples.sorted()
    var first = 0
    while first < sorted.count {
      var next = first
      while next < sorted.count, sorted[next].shift == sorted[first].shift { next += 1 }
      left += load(crew: sorted[first..<next])
      first = next
    }
    return left
  }

  private func load(crew: ArraySlice<Triple>) -> [Triple] {
    guard let shift = crew.first?.shift else { return [] }
    if modes.ofShift[Int(shift)].isEmpty { return Array(crew) }
    let choices = self.mode[shift] >= 0 ? [self.mode[shift]] : Array(modes.ofShift[Int(shift)])
    var (most, chosen): (Int, [Int32]) = (-1, [])
    for choice in choices {
      let found = crew.map { modes.time[choice] == $0.time ? column(of: $0.member, in: choice) : -1 }
      let count = found.count { $0 >= 0 }
      if count > most { (most, chosen) = (count, found) }
    }
    return zip(crew, chosen).compactMap { triple, column in
      if serving(triple.member, shift) >= 0 { return modes.time[self.mode[shift]] == triple.time ? nil : triple }
      if column < 0 || people[shift] >= seats[shift] || !fits(column) { return triple }
      add(column)
      return nil
    }
  }

  private func column(of member: Int32, in mode: Int32) -> Int32 {
    for column in columns.columns(of: Int(member)) where columns.mode[column] == mode { return Int32(column) }
    return -1
  }
}
