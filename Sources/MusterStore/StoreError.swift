import Postgres

/// What the store could not do, told once: SQLSTATE and constraint names end here, and nobody above sees a database error.
public enum StoreError: Error, Hashable, Sendable {
  /// The member is already bound to be elsewhere (the exclusion constraint).
  case overlap
  /// The last seat has gone (the check on the shift).
  case full
  /// The venue is taken at that time.
  case venueTaken
  /// Something with that number, name or pair exists already.
  case exists(what: String)
  /// It names something that is not there or may not be seen.
  case missing(what: String)
  /// A rule of the schema; the constraint's name is for the log.
  case constraint(String)
  /// The account's rights have changed since they were read: read them again.
  case rightsChanged
  /// Row security refused a write.
  case denied
  /// The database cannot be reached; nothing changed.
  case down
  /// The disk is full; nothing changed.
  case diskFull
  /// The server is a standby now; nothing changed.
  case readOnly
  /// Others kept changing the same things; nothing changed.
  case contention
  /// It took too long; nothing changed.
  case timeout
  /// All connections are busy; nothing changed.
  case poolExhausted
  /// COMMIT was sent and its outcome is not known.
  case commitUnknown
  /// The same key stands for another request.
  case keyReused
  /// The same key is being worked on.
  case keyBusy
  case cancelled
  /// Our own mistake; the text is for the log.
  case fault(String)

  public init(_ error: PostgresError) {
    switch error {
    case .server(let server): self = Self.refused(server)
    case .connectionDown, .closed: self = .down
    case .commitUnknown: self = .commitUnknown
    case .poolExhausted: self = .poolExhausted
    case .cancelled: self = .cancelled
    case .decoding, .encoding, .rowCount, .rolledBack, .misuse: self = .fault(error.debugDescription)
    }
  }

  /// What the data themselves refused, as an error met within a transaction; nil for all that may go better another time.
  public static func refusal(_ error: any Error) -> StoreError? {
    let met = (error as? PostgresError).map(StoreError.init) ?? error as? StoreError
    switch met {
    case .overlap, .full, .venueTaken, .exists, .missing, .constraint, .denied: return met
    default: return nil
    }
  }

  private static func refused(_ error: PostgresServerError) -> StoreError {
    let constraint = error.constraint ?? ""
    switch error.sqlState {
    case "23P01" where constraint == "assignment_never_two_places": return .overlap
    case "23P01" where constraint == "event_venue_free": return .venueTaken
    case "23514" where constraint == "shift_never_oversold": return .full
    case "23505": return .exists(what: error.table ?? "")
    case "23503": return .missing(what: error.table ?? "")
    case "23000", "23001", "23502", "23514", "23P01": return .constraint(constraint.isEmpty ? error.message : constraint)
    case "MU001": return .rightsChanged
    case "42501": return .denied
    case "40001", "40P01", "55P03": return .contention
    case "57014": return .timeout
    case "53100": return .diskFull
    case "25006": return .readOnly
    case let state where state.hasPrefix("08") || state.hasPrefix("57P") || state == "53300": return .down
    default: return .fault(error.debugDescription)
    }
  }
}
