/// A text in both languages of the interface.
struct Bilingual: Hashable, Sendable {
  let chinese: String
  let english: String

  init(_ chinese: String, _ english: String) {
    self.chinese = chinese
    self.english = english
  }

  func text(in language: Language) -> String { language.choose(chinese, english) }
}
