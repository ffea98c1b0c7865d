import MusterSolver

/// One decline, its repair and how long that took.
struct RepairStep {
  let gone: Triple
  let done: Repaired
  let milliseconds: Double

  /// Who fills the seat: nobody, somebody free, or somebody moved from another shift.
  enum Way { case nobody, substitute, chain }

  var way: Way {
    guard let first = done.moves.first else { return .nobody }
    return done.moves.count == 1 && first.from == nil ? .substitute : .chain
  }
}
