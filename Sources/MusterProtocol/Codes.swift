/// The codes of protocol 1. What each means and what to do about it stands in ``Codes``.
extension Code {
  public static let authRequired = Code(rawValue: "AUTH/REQUIRED")
  public static let authFailed = Code(rawValue: "AUTH/FAILED")
  public static let authExpired = Code(rawValue: "AUTH/EXPIRED")
  public static let denied = Code(rawValue: "DENIED")
  public static let notFound = Code(rawValue: "NOT-FOUND")
  public static let exists = Code(rawValue: "EXISTS")
  public static let stale = Code(rawValue: "STALE")
  public static let conflictOverlap = Code(rawValue: "CONFLICT/OVERLAP")
  public static let conflictFull = Code(rawValue: "CONFLICT/FULL")
  public static let conflictState = Code(rawValue: "CONFLICT/STATE")
  public static let conflictRule = Code(rawValue: "CONFLICT/RULE")
  public static let consentMissing = Code(rawValue: "CONSENT/MISSING")
  public static let importFailed = Code(rawValue: "IMPORT/FAILED")
  public static let limitRate = Code(rawValue: "LIMIT/RATE")
  public static let limitConnections = Code(rawValue: "LIMIT/CONNS")
  public static let limitRows = Code(rawValue: "LIMIT/ROWS")
  public static let limitSize = Code(rawValue: "LIMIT/SIZE")
  public static let limitArguments = Code(rawValue: "LIMIT/ARGS")
  public static let limitWatches = Code(rawValue: "LIMIT/WATCHES")
  public static let keyReused = Code(rawValue: "KEY/REUSED")
  public static let keyBusy = Code(rawValue: "KEY/BUSY")
  public static let syntax = Code(rawValue: "SYNTAX")
  public static let verb = Code(rawValue: "VERB")
  public static let argumentMissing = Code(rawValue: "ARG/MISSING")
  public static let argumentUnknown = Code(rawValue: "ARG/UNKNOWN")
  public static let argumentValue = Code(rawValue: "ARG/VALUE")
  public static let encoding = Code(rawValue: "ENCODING")
  public static let timeAmbiguous = Code(rawValue: "TIME/AMBIGUOUS")
  public static let proto = Code(rawValue: "PROTO")
  public static let batchFailed = Code(rawValue: "BATCH/FAILED")
  public static let storeDown = Code(rawValue: "STORE/DOWN")
  public static let storeFull = Code(rawValue: "STORE/FULL")
  public static let storeReadOnly = Code(rawValue: "STORE/READONLY")
  public static let pool = Code(rawValue: "POOL")
  public static let contention = Code(rawValue: "CONTENTION")
  public static let timeout = Code(rawValue: "TIMEOUT")
  public static let draining = Code(rawValue: "DRAINING")
  public static let commit = Code(rawValue: "COMMIT")
  public static let `internal` = Code(rawValue: "INTERNAL")
}

/// The language of what people read; the wire's own words never change with it.
public enum Language: String, CaseIterable, Sendable {
  case chinese = "zh-CN"
  case english = "en"

  public func choose(_ chinese: String, _ english: String) -> String { self == .chinese ? chinese : english }
}

/// What a code means and what to do about it, in both languages: `HELP errors` is made of these.
public struct CodePage: Hashable, Sendable {
  public let code: Code
  /// The first words that it comes with.
  public let words: [Word]
  let chinese: (cause: String, cure: String)
  let english: (cause: String, cure: String)

  init(_ code: Code, _ words: Word..., chinese: (cause: String, cure: String), english: (cause: String, cure: String)) {
    self.code = code
    self.words = words
    self.chinese = chinese
    self.english = english
  }

  public func cause(in language: Language) -> String { language.choose(chinese.cause, english.cause) }
  public func cure(in language: Language) -> String { language.choose(chinese.cure, english.cure) }

  public static func == (a: CodePage, b: CodePage) -> Bool { a.code == b.code }
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

/// Every code of the protocol, in the order of `HELP errors`: login, the request itself, the city's rules, the store.
public enum Codes {
  public static let all: [CodePage] = login + request + rules + store

  /// Nil for a code that is not of this protocol.
  public static func page(_ code: Code) -> CodePage? { byCode[code] }

  private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })
}
