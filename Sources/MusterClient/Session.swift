import MusterProtocol
import MusterTLS

/// What a person or a program works with: commands in, replies out in the same order, many in flight. It connects and logs
/// in when the first command comes, makes a key for each command that changes something, and keeps that key on disk until
/// the answer is known. A cut connection is made again and what was not answered is repeated where that is safe.
///
/// For one task at a time: `submit` some, then take their answers by `next`.
public actor Session {
  public struct Settings: Sendable {
    public var address: ServerAddress
    /// By what a server that speaks TLS is known.
    public var trust = ServerTrust.system
    /// Nil: only what anyone may ask.
    public var credential: ClientConnection.Credential?
    /// Arguments of the SET that follows the login, e.g. `lang=en`.
    public var preferences: [String] = []
    public var retry = RetryPolicy()
    /// How long the server may be silent while something is due from it.
    public var deadline: Duration = .seconds(60)

    public init(address: ServerAddress, credential: ClientConnection.Credential?) {
      self.address = address
      self.credential = credential
    }
  }

  public struct Answer: Sendable {
    public let command: Outgoing
    public var reply: Reply
    /// An earlier run had sent the very same command and never learned its outcome; this is that command's answer.
    public let leftSince: Int64?
  }

  fileprivate struct Flight {
    enum State {
      case waiting(ClientConnection.Pending)
      case answered(Reply)
    }
    let command: Outgoing
    let key: KeyJournal.Key?
    /// Of which connection's batch it is a part: on another it would mean something else.
    let batch: Int?
    var state: State
    var laterTries = 0
    var unknownTries = 0
  }

  private let settings: Settings
  private let journal: KeyJournal?
  private(set) var connection: ClientConnection?
  private var flights: [Flight] = []
  private var sent = 0
  /// Connections made so far, and the one on which a batch has begun: what is sent now waits there for COMMIT.
  private var connections = 0
  private var batch: Int?

  /// Without a journal no keys are made.
  public init(_ settings: Settings, journal: sending KeyJournal?) {
    self.settings = settings
    self.journal = journal
  }

  /// Commands that are submitted and not yet taken by `next`.
  public var inFlight: Int { flights.count }

  /// The greeting of the connection, made if there is none yet.
  public func greeting() async throws -> ServerGreeting { try await connected().greeting }

  /// Puts a command on its way at once. Throws `ClientError`; then it was not sent.
  public func submit(_ command: Outgoing) async throws {
    try requireHeld(batch)
    if command.beginsPasswordLogin { throw ClientError.password(.byHand) }
    let connection = try await connected()
    let batch = batch ?? (command.beginsBatch ? connections : nil)
    let key = command.wantsKey && batch == nil ? try journal?.key(for: scope + command.request) : nil
    let pending: ClientConnection.Pending
    do {
      pending = try send(command, key: key?.text, on: connection)
    } catch {
      // It never left: nobody need ask what became of it.
      if let key { journal?.settle(key.text) }
      throw error
    }
    flights.append(Flight(command: command, key: key, batch: batch, state: .waiting(pending)))
    self.batch = command.endsBatch ? nil : batch
  }

  /// The answer to the oldest command in flight, or nil if there is none. Throws `ClientError` when it stays unknown or
  /// nothing can be repeated; then none is in flight any longer.
  public func next() async throws -> Answer? {
    while let flight = flights.first {
      let reply: Reply
      do {
        reply = try await flight.reply()
      } catch let error as ClientError {
        try await recover(from: error)
        continue
      }
      if let pause = pauseBeforeRepeating(reply.final) {
        try await Task.sleep(for: pause)
        do {
          try await repeatFirst()
        } catch let error as ClientError where error.isLoss {
          // The answer that asked for a repeat still stands, one try poorer.
        } catch {
          abandon()
          throw error
        }
        continue
      }
      flights.removeFirst()
      if let key = flight.key?.text {
        let isOpen = reply.final.word == .unsure || reply.final.word == .bye
        if isOpen { journal?.release(key) } else { journal?.settle(key) }
      }
      return Answer(command: flight.command, reply: reply, leftSince: flight.key?.leftSince)
    }
    return nil
  }

  /// One command and its answer, with nothing else in flight.
  public func run(_ command: Outgoing) async throws -> Reply {
    precondition(flights.isEmpty, "Session.run is for one command alone; use submit and next")
    try await submit(command)
    guard let answer = try await next() else { throw ClientError.lost(nil) }
    return answer.reply
  }

  public func close() async {
    await connection?.close()
    connection = nil
    abandon()
  }

  /// Nobody waits any longer for what is in flight; its keys are for whoever asks the same again.
  private func abandon() {
    for flight in flights { if let key = flight.key?.text { journal?.release(key) } }
    flights.removeAll()
  }
}

// MARK: - Sending

extension Session {
  /// Whose keys these are: the same words to another server, or by another account, are another command.
  private var scope: String {
    let account =
      switch settings.credential {
      case .token(let token): String(token.prefix { $0 != "_" } + token.dropFirst(4).prefix { $0 != "_" })
      case .password(let login): login.user
      case .peer: "peer"
      case nil: ""
      }
    return "\(settings.address) \(account) "
  }

  private func send(_ command: Outgoing, key: String?, on connection: ClientConnection) throws -> ClientConnection.Pending {
    sent += 1
    let tag = command.tag ?? "m\(sent)"
    let octets = command.wire(tag: tag, key: key)
    let line = octets.firstIndex(of: UInt8(ascii: "\n")) ?? octets.count
    let maximum = connection.greeting.limits.line
    guard line <= maximum else { throw ClientError.unsendable(.tooLong(argument: nil, maximum: maximum)) }
    return connection.send(octets, tag: command.isJSON ? nil : tag)
  }

  private func connected() async throws -> ClientConnection {
    // One that the server closed while nothing was asked is simply made anew.
    if let connection, connection.isOpen || !flights.isEmpty { return connection }
    for attempt in 1... {
      do {
        return try await connect()
      } catch ClientError.unreachable(_, _) where attempt <= settings.retry.later {
        try await Task.sleep(for: settings.retry.pause(attempt: attempt))
      } catch ClientError.turnedAway(let final) where attempt <= settings.retry.later {
        try await Task.sleep(for: settings.retry.pause(attempt: attempt, final: final))
      }
    }
    throw ClientError.lost(nil)
  }

  private func connect() async throws -> ClientConnection {
    let connection = try await ClientConnection.ready(settings)
    self.connection = connection
    connections += 1
    return connection
  }
}

extension ClientConnection {
  /// Connected, logged in, and set to the preferences.
  static func ready(_ settings: Session.Settings) async throws -> ClientConnection {
    let connection = try await ClientConnection.open(
      settings.address, trust: settings.trust, deadline: settings.deadline)
    do {
      if let credential = settings.credential { try await connection.logIn(credential) }
      if !settings.preferences.isEmpty {
        let final = try await connection.ask("SET " + settings.preferences.joined(separator: " ")).final
        guard final.word == .ok else { throw ClientError.login(final) }
      }
    } catch {
      await connection.close()
      throw error
    }
    return connection
  }
}

// MARK: - Repeating

extension Session {
  /// How long to wait before the first in flight is repeated, or nil if its answer stands.
  private func pauseBeforeRepeating(_ final: Final) -> Duration? {
    let flight = flights[0]
    let policy = settings.retry
    switch final.word {
    case .later where flight.laterTries < (final.code == .limitRate ? max(policy.rate, policy.later) : policy.later):
      flights[0].laterTries += 1
      return policy.pause(attempt: flight.laterTries + 1, final: final)
    // KEY/BUSY: the server still runs what we lost sight of.
    case .later where final.code == .keyBusy && (1..<policy.unknown).contains(flight.unknownTries),
      .unsure where flight.unknownTries < policy.unknown && flight.isRepeatable:
      flights[0].unknownTries += 1
      return policy.pause(attempt: flight.unknownTries + 1, final: final)
    default: return nil
    }
  }

  /// The connection that holds the batch is still there.
  private func requireHeld(_ batch: Int?) throws(ClientError) {
    guard let batch, batch != connections || connection?.isOpen != true else { return }
    self.batch = nil
    throw .batchLost
  }

  private func repeatFirst() async throws {
    let flight = flights[0]
    try requireHeld(flight.batch)
    let pending = try send(flight.command, key: flight.key?.text, on: try await connected())
    flights[0].state = .waiting(pending)
  }

  /// The connection is gone: keeps the answers that had come, and sends the rest again in their order. Each command is
  /// repeated a limited number of times, so this ends.
  private func recover(from error: ClientError) async throws {
    await connection?.close()
    connection = nil
    var lost: [Int] = []
    for index in flights.indices {
      do { flights[index].state = .answered(try await flights[index].reply()) } catch { lost.append(index) }
    }
    guard error.isLoss, lost.allSatisfy({ flights[$0].isRepeatable && flights[$0].unknownTries < settings.retry.unknown })
    else {
      // What was queued went with the connection; COMMIT itself may have been done.
      let isBatchLost = !lost.contains { flights[$0].command.endsBatch } && lost.contains { flights[$0].batch != nil }
      batch = nil
      abandon()
      throw isBatchLost && error.isLoss ? .batchLost : error
    }
    for index in lost { flights[index].unknownTries += 1 }
    let attempt = lost.first.map { flights[$0].unknownTries } ?? 1
    try await Task.sleep(for: settings.retry.pause(attempt: attempt, final: error.final))
    do {
      let connection = try await connect()
      for index in lost {
        let flight = flights[index]
        flights[index].state = .waiting(try send(flight.command, key: flight.key?.text, on: connection))
      }
    } catch let failure as ClientError where failure.isLoss {
      // Still away: the same commands, one try poorer.
      return
    } catch {
      abandon()
      throw error
    }
  }
}

extension Session.Flight {
  fileprivate func reply() async throws -> Reply {
    switch state {
    case .waiting(let pending): try await pending.reply()
    case .answered(let reply): reply
    }
  }

  fileprivate var isRepeatable: Bool { batch == nil && command.isRepeatable(withKey: key?.text) }
}

extension ClientError {
  /// The connection is gone or cannot be had just now; another may do.
  var isLoss: Bool {
    switch self {
    case .lost, .deadline, .unreachable, .turnedAway, .encryption(_, .closed): true
    default: false
    }
  }

  var final: Final? {
    switch self {
    case .lost(let final): final
    case .turnedAway(let final): final
    default: nil
    }
  }
}
