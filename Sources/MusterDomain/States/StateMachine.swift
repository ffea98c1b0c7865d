/// A life as one table: in which states what can happen, and where it leads. What stands in no row is refused, with the states from
/// which it could be done; a machine's `decide` adds who may do it, when, and with what said beside it.
public protocol StateMachine: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {
  /// What can happen.
  associatedtype Action: RawRepresentable, CaseIterable, Hashable, Sendable where Action.RawValue == String
  /// Every legal step.
  static var transitions: [Action: [Self: Self]] { get }
}

extension StateMachine {
  /// The state after `action`, or the refusal that names the states from which it can be done.
  public func after(_ action: Action) throws(Refusal) -> Self {
    if let next = Self.transitions[action]?[self] { return next }
    let allowed = Self.transitions[action]?.keys.map(\.rawValue).sorted() ?? []
    throw .notFrom(state: rawValue, action: action.rawValue, allowed: allowed)
  }

  /// The states from which some action leads to `state`.
  public static func before(_ state: Self) -> [Self] {
    allCases.filter { held in transitions.values.contains { $0[held] == state } }
  }

  /// Nothing leads out of it.
  public var isEnd: Bool { Self.transitions.values.allSatisfy { $0[self] == nil || $0[self] == self } }
}

/// For whom somebody acts on a record: as what the rules know them, whatever account they have.
public enum Hand: String, CaseIterable, Hashable, Sendable {
  case community, unit, member, leader
  /// Who reported a need.
  case reporter
}
