/// The limits of the page, with their defaults.
enum LimitReference {
  static func markdown(in language: Language) -> String { "" }
}
