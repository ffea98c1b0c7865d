/// One way in which the word being typed may go on.
struct Candidate: Equatable {
  /// The whole word.
  let word: String
  var text = ""
  /// More belongs to it, e.g. the value behind `area=`: no blank follows.
  var isOpen = false
}

/// What may stand where the cursor is in a line of the protocol: a verb, an argument's name, or a value. Knows no terminal and no
/// shell: it gets words and returns candidates.
struct VerbCompletion {
  var catalogue: VerbCatalogue
  var known = KnownValues()

  /// `words` are those before the one that is being typed; a tag is among them if there is one.
  func candidates(after words: [String], typing word: String) -> [Candidate] {
    let words = words.first?.hasPrefix("@") == true ? Array(words.dropFirst()) : words
    guard let name = words.first else { return verbs(word) }
    guard let verb = catalogue.verb(name) else { return [] }
    return arguments(of: verb, given: Array(words.dropFirst()), word)
  }

  /// As HELP puts them, in the case in which it is typed.
  private func verbs(_ word: String) -> [Candidate] {
    let isLower = word.contains { $0.isLowercase } && !word.contains { $0.isUppercase }
    return catalogue.verbs.filter { $0.name.hasPrefix(word.uppercased()) }.map {
      Candidate(word: isLower ? $0.name.lowercased() : $0.name, text: $0.text)
    }
  }

  private func arguments(of verb: VerbCatalogue.Verb, given: [String], _ word: String) -> [Candidate] {
    if let equals = word.firstIndex(of: "=") {
      let name = word[..<equals].lowercased()
      guard let argument = verb.arguments.first(where: { $0.name == name }) else { return [] }
      let head = word[...equals]
      return values(argument, word[word.index(after: equals)...]).map { value in
        Candidate(word: head + value.word, text: value.text, isOpen: value.isOpen)
      }
    }
    let named = Set(given.compactMap { word in word.firstIndex(of: "=").map { word[..<$0].lowercased() } })
    let places = verb.arguments.filter { $0.isPositional && !named.contains($0.name) }
    let filled = given.count { !$0.contains("=") }
    let place = filled < places.count ? places[filled] : nil
    let topics = verb.name == "HELP" && filled == 0 ? catalogue.verbs.filter { $0.name.hasPrefix(word.uppercased()) } : []
    let free = Set(places.dropFirst(filled).map(\.name)).union(verb.arguments.filter { !$0.isPositional }.map(\.name))
    let names = verb.arguments.filter { argument in
      !argument.isPositional && free.contains(argument.name) && !named.contains(argument.name)
        && argument.name.hasPrefix(word.lowercased())
    }
    return (place.map { values($0, word[...]) } ?? []) + topics.map { Candidate(word: $0.name, text: $0.text) }
      + names.map { Candidate(word: "\($0.name)=", text: $0.values.joined(separator: "|"), isOpen: true) }
  }

  private func values(_ argument: VerbCatalogue.Argument, _ typed: Substring) -> [Candidate] {
    // Of several by commas it is the last that is being typed.
    let comma = typed.lastIndex(of: ",").map { typed.index(after: $0) } ?? typed.startIndex
    let before = typed[..<comma]
    let part = typed[comma...]
    if argument.name == "after", let next = known.next, next.hasPrefix(typed) { return [Candidate(word: next)] }
    let kinds = argument.values.filter { $0.hasSuffix("-") }
    let ids = known.of(kinds).filter { $0.id.hasPrefix(part.uppercased()) }.map {
      Candidate(word: before + $0.id, text: $0.text)
    }
    let words = argument.values.filter { !kinds.contains($0) && $0.lowercased().hasPrefix(part.lowercased()) }
      .map { Candidate(word: before + $0) }
    let letters =
      ids.isEmpty
      ? kinds.filter { $0.hasPrefix(part.uppercased()) && $0 != part }.map { Candidate(word: before + $0, isOpen: true) } : []
    return words + ids + letters
  }
}

/// A typed line taken apart where the cursor is.
struct TypedWords: Equatable {
  var before: [String] = []
  var word = ""
  /// The cursor stands within quotes: a value is being written that nobody can guess.
  var isQuoted = false

  /// Words are parted by blanks outside double quotes.
  init(_ line: some StringProtocol) {
    var isEscaped = false
    for character in line {
      if isEscaped {
        isEscaped = false
      } else if isQuoted && character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if character == " " && !isQuoted {
        if !word.isEmpty { before.append(word) }
        word = ""
        continue
      }
      word.append(character)
    }
  }
}
