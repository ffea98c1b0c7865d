/// One part of what an assignment is worth to the score.
public struct CostLine: Sendable, Equatable {
  /// In the order in which they are told.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    case seat, distance, away, paired, wish, fairness, stability
  }

  public let kind: Kind
  /// What it adds to the score; a cost is negative.
  public let points: Int
  public let english: String
  public let chinese: String
}

extension Roster {
  /// The parts of `gain`, of which they are the sum: the seat always, the others where they count for something.
  func costLines(_ new: Triple, beside others: some Collection<Triple>, people: Int) -> [CostLine] {
    let (member, shift) = (Int(new.member), Int(new.shift))
    let weights = instance.weights
    let metres = Rules.squareRoot(instance.squaredDistance(member, shift))
    let recent = Int(instance.members.recent[member])
    var lines = [
      seatLine(shift, people),
      CostLine(kind: .distance, points: -(metres / 100), english: "\(metres) m from home", chinese: "离家 \(metres) 米"),
    ]
    if instance.members.community[member] != instance.shifts.community[shift] {
      lines.append(CostLine(kind: .away, points: -weights.away, english: "in another community", chinese: "跨社区"))
    }
    if instance.shifts.pairedUnits[shift].contains(instance.members.unit[member]) {
      lines.append(
        CostLine(
          kind: .paired, points: weights.paired, english: "the employer is paired with the community", chinese: "所在单位与社区结对"))
    }
    if instance.members.wishes[member].contains(instance.shifts.domain[shift]) {
      lines.append(CostLine(kind: .wish, points: weights.wish, english: "a field wished for", chinese: "属意向领域"))
    }
    lines.append(
      CostLine(
        kind: .fairness, points: -weights.fairness * (others.count + recent),
        english: "\(others.count) other assignments, \(recent) served lately",
        chinese: "另有 \(others.count) 次安排，近期已服务 \(recent) 次"))
    if told.contains(new) {
      lines.append(CostLine(kind: .stability, points: weights.stability, english: "was told so already", chinese: "已通知本人"))
    }
    return lines.filter { $0.kind == .seat || $0.points != 0 }
  }

  private func seatLine(_ shift: Int, _ people: Int) -> CostLine {
    let (value, priority) = (instance.seatValue(shift, after: people), instance.shifts.priority[shift])
    let isFull = people >= Int(instance.shifts.seats[shift])
    let isNeeded = people < Int(instance.shifts.minimum[shift])
    return CostLine(
      kind: .seat, points: value,
      english: isFull
        ? "no seat is left" : "\(isNeeded ? "a seat that must be filled" : "a further seat"), priority \(priority)",
      chinese: isFull ? "名额已满" : "\(isNeeded ? "必需名额" : "期望名额")，优先级 \(priority)")
  }
}
