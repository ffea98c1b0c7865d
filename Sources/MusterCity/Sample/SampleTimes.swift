/// A part of a day in which something may take place, in minutes.
struct DayPart: Hashable {
  let start: Int
  let end: Int

  static let morning = DayPart(start: 480, end: 720)
  static let afternoon = DayPart(start: 840, end: 1080)
  static let evening = DayPart(start: 1110, end: 1290)
}

/// A day of the week, 0 to 6 from Monday, and a part of it.
struct DaySlot: Hashable {
  let day: Int
  let part: DayPart
}

extension SampleRandom {
  /// A slot by the weights of weekday daytime, weekday evening and weekend.
  mutating func slot(_ daytime: Int, _ evening: Int, _ weekend: Int) -> DaySlot {
    switch pick([(0, daytime), (1, evening), (2, weekend)]) {
    case 2:
      let part = pick([(DayPart.morning, 50), (.afternoon, 38), (.evening, 12)])
      return DaySlot(day: 5 + below(2), part: part)
    case 1: return DaySlot(day: below(5), part: .evening)
    default: return DaySlot(day: below(5), part: chance(0.58) ? .morning : .afternoon)
    }
  }

  /// Start and end of something `length` minutes long within a part, on the quarter hour.
  mutating func span(_ part: DayPart, length: Int) -> (start: Int, end: Int) {
    let slack = max(0, (part.end - part.start - length) / 15)
    let start = part.start + 15 * below(slack + 1)
    return (start, start + length)
  }
}

/// Why a member has time when: by what the member does by day.
enum Livelihood { case job, pension, student, free }

/// Weekly windows as people give them: those in work after work and at weekends ("eight hours at work, outside them
/// service"), pensioners by day. The shares are those of the roster's instances, so that a roster of the made-up city
/// fills as many seats as theirs do.
struct SampleWindows {
  /// Above 1: people offer more than in a city of usual size. A single community needs that to fill its shifts.
  let plenty: Double

  /// Merged and in order; `teamSlots` are the regular times of the member's teams, most of which the member keeps free.
  func windows(_ livelihood: Livelihood, teamSlots: [DaySlot], _ random: inout SampleRandom) -> [WeeklyWindow] {
    var spans: [(Int, Int)] = []
    for day in 0..<7 {
      let base = 1440 * day
      let own: [(Int, Int)]
      switch livelihood {
      case .job: own = day >= 5 ? jobWeekend(&random) : jobWeekday(&random)
      case .pension:
        own = parts([(.morning, 0.42), (.afternoon, 0.32), (.evening, 0.10)], day >= 5 ? 0.6 : 1, &random)
      case .student, .free:
        let share = livelihood == .student ? 0.34 : 0.26
        own = parts([(.morning, share * 0.6), (.afternoon, share), (.evening, share)], 1, &random)
      }
      spans += own.map { (base + $0.0, base + $0.1) }
    }
    for slot in teamSlots where random.chance(0.6) {
      spans.append((1440 * slot.day + slot.part.start, 1440 * slot.day + slot.part.end))
    }
    return merged(spans)
  }

  private func jobWeekend(_ random: inout SampleRandom) -> [(Int, Int)] {
    let share = 0.31 * plenty
    var spans: [(Int, Int)] = []
    let (morning, afternoon) = (random.chance(share), random.chance(share))
    if morning, afternoon {
      spans.append((480, 1080))
    } else if morning {
      spans.append((480 + 30 * random.below(3), 720))
    } else if afternoon {
      spans.append((840, 1080))
    }
    if random.chance(0.12 * plenty) { spans.append((1110, 1290)) }
    return spans
  }

  private func jobWeekday(_ random: inout SampleRandom) -> [(Int, Int)] {
    var spans: [(Int, Int)] = []
    if random.chance(0.26 * plenty) { spans.append((1110 + 15 * random.below(3), 1260 + 30 * random.below(2))) }
    if random.chance(0.05 * plenty) { spans.append(random.chance(0.4) ? (480, 720) : (840, 1080)) }
    return spans
  }

  private func parts(
    _ shares: [(DayPart, Double)], _ factor: Double, _ random: inout SampleRandom
  ) -> [(Int, Int)] {
    var spans: [(Int, Int)] = []
    for (part, share) in shares where random.chance(share * factor * plenty) { spans.append((part.start, part.end)) }
    return spans
  }

  private func merged(_ spans: [(Int, Int)]) -> [WeeklyWindow] {
    var windows: [WeeklyWindow] = []
    for (start, end) in spans.sorted(by: <) {
      let weekday = start / 1440 + 1
      let (from, to) = (start % 1440, (end - 1) % 1440 + 1)
      if let last = windows.last, last.weekday == weekday, from <= last.end {
        windows[windows.count - 1].end = max(last.end, to)
      } else {
        windows.append(WeeklyWindow(weekday: weekday, start: from, end: to))
      }
    }
    return windows
  }
}
