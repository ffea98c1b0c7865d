/// What Tab does, given what may stand there: everything that all candidates have in common is typed; if that is nothing, a second
/// Tab shows them.
enum Tab: Equatable {
  /// Replaces the word that is being typed.
  case type(String)
  case nothing

  init(_ candidates: [Candidate], typing word: String) {
    guard let first = candidates.first else {
      self = .nothing
      return
    }
    if candidates.count == 1 {
      self = .type(first.word + (first.isOpen ? "" : " "))
      return
    }
    let common = candidates.dropFirst().reduce(first.word[...]) { common, candidate in
      zip(common, candidate.word).prefix { $0 == $1 }.map(\.0).reduce(into: "") { $0.append($1) }[...]
    }
    self = common.count > word.count ? .type(String(common)) : .nothing
  }
}
