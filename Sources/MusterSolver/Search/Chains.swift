/// Finds the best way to put one more person into a shift: somebody free, or somebody moved from another shift, whose seat is
/// filled the same way or left open (an augmenting or ejection chain; Glover 1996). Layer by layer, each layer the most
/// promising seats by what they have gained so far less the price of a person there. Every member stands in a chain at
/// most once, so each move is checked alone and the whole chain keeps every rule.
final class Chains {
  /// How many people a chain may move, and how many seats of a layer are followed.
  var depth = 4
  var beam = 8
  /// How much a member's present week may lie below the best, in points: more is rare.
  var slack = 25

  private let state: State
  private let columns: Columns
  private let modes: Modes
  /// What a person costs at a shift, about, in points: the order in which seats are followed.
  let estimate: Cells<Int32>
  private var nodes: [Node] = []
  private var fresh: [Node] = []
  private let seen: Cells<Int32>
  private let place: Cells<Int32>
  private var stamp: Int32 = 0
  private(set) var work = 0

  /// A seat that the chain has to fill: `gain` so far, the column that its parent's seat takes and the one freed here.
  private struct Node {
    let shift: Int32
    let mode: Int32
    let gain: Int
    let promise: Int
    let parent: Int32
    let enters: Int32
    let leaves: Int32
  }

  private struct End {
    var gain: Int
    var node = -1
    var enters: Int32 = -1
    /// −1: the member was free.
    var leaves: Int32 = -1
  }

  private let ranking: Ranking

  init(_ state: State, _ ranking: Ranking) {
    self.state = state
    self.ranking = ranking
    columns = state.columns
    modes = state.modes
    estimate = Cells(modes.count, repeating: 0)
    seen = Cells(state.people.count, repeating: 0)
    place = Cells(state.people.count, repeating: 0)
  }

  deinit {
    for cells in [estimate, seen, place] { cells.free() }
  }

  /// Carries out the best chain that fills a seat of the shift in this mode. Nothing when none gains more than `least`; else
  /// the gain.
  func fill(_ shift: Int32, _ mode: Int32, least: Int = 0) -> Int? {
    let value = state.nextValue(shift)
    if value <= 0 { return nil }
    nodes.removeAll(keepingCapacity: true)
    nodes.append(Node(shift: shift, mode: mode, gain: value, promise: 0, parent: -1, enters: -1, leaves: -1))
    var end = End(gain: least)
    var layer = 0..<1
    for level in 1...depth {
      fresh.removeAll(keepingCapacity: true)
      stamp += 1
      for at in layer { expand(at, last: level == depth, &end) }
      if fresh.isEmpty { break }
      keepBest(beyond: end.gain)
      layer = nodes.count..<(nodes.count + fresh.count)
      nodes.append(contentsOf: fresh)
    }
    if end.node < 0 { return nil }
    carryOut(end)
    return end.gain
  }

  private func expand(_ at: Int, last: Bool, _ end: inout End) {
    let node = nodes[at]
    let range = columns.places(of: Int(node.mode))
    let promise = node.gain - Int(estimate[node.mode])
    for index in range {
      // Whoever loses more by the column than the chain can still gain will not better it.
      let entry = ranking.ranked[index]
      if Int(entry.loss) > promise - end.gain + slack { break }
      work += 1
      let (column, member) = (entry.column, entry.member)
      let base = node.gain - Int(entry.cost)
      if base <= end.gain - 100 { continue }
      if state.fits(column) {
        let gain = base - state.nextFairness(member)
        if gain > end.gain, !isUsed(member, at) { end = End(gain: gain, node: at, enters: column) }
      } else if !isUsed(member, at) {
        move(column, member, base, at, last, &end)
      }
    }
  }

  /// Takes the member out of one assignment, if that makes room for the column.
  private func move(_ column: Int32, _ member: Int32, _ base: Int, _ at: Int, _ last: Bool, _ end: inout End) {
    let first = Int(state.weekStart[member])
    for index in first..<(first + Int(state.load[member])) {
      let leaving = state.week[index]
      let (mode, shift) = (columns.mode[leaving], modes.shift[columns.mode[leaving]])
      let gain = base + Int(columns.cost[leaving])
      let open = gain - state.lastValue(shift)
      let promise = gain - Int(estimate[mode])
      if open <= end.gain, last || promise <= end.gain { continue }
      if columns.isPinned[leaving] || !state.fits(column, sparing: leaving) || isOnPath(shift, at) { continue }
      if open > end.gain { end = End(gain: open, node: at, enters: column, leaves: leaving) }
      if last || promise <= end.gain { continue }
      offer(Node(shift: shift, mode: mode, gain: gain, promise: promise, parent: Int32(at), enters: column, leaves: leaving))
    }
  }

  /// Keeps a seat for the next layer, the best way to it only.
  private func offer(_ node: Node) {
    if seen[node.shift] == stamp {
      let old = Int(place[node.shift])
      if fresh[old].gain < node.gain { fresh[old] = node }
    } else {
      seen[node.shift] = stamp
      place[node.shift] = Int32(fresh.count)
      fresh.append(node)
    }
  }

  private func keepBest(beyond least: Int) {
    fresh.removeAll { $0.promise <= least }
    if fresh.count <= beam { return }
    fresh.sort { ($1.promise, $0.shift) < ($0.promise, $1.shift) }
    fresh.removeLast(fresh.count - beam)
  }

  private func isUsed(_ member: Int32, _ at: Int) -> Bool {
    var node = nodes[at]
    while node.parent >= 0 {
      if columns.member[node.enters] == member { return true }
      node = nodes[Int(node.parent)]
    }
    return false
  }

  private func isOnPath(_ shift: Int32, _ at: Int) -> Bool {
    var node = nodes[at]
    while true {
      if node.shift == shift { return true }
      if node.parent < 0 { return false }
      node = nodes[Int(node.parent)]
    }
  }

  private func carryOut(_ end: End) {
    var moves = [(end.enters, end.leaves)]
    var at = end.node
    while nodes[at].parent >= 0 {
      moves.append((nodes[at].enters, nodes[at].leaves))
      at = Int(nodes[at].parent)
    }
    for (enters, leaves) in moves.reversed() {
      if leaves >= 0 { state.remove(leaves) }
      state.add(enters)
    }
  }
}
