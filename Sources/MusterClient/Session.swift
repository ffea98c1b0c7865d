import MusterProtocol
import MusterTLS

/// What a person or a program works with: commands in, replies out in the same order, many in flight. It connects and logs
/// in when the first command comes, makes a key for each command that changes something, and keeps that key on disk until
/// the answer is known. A cut connection is made again and what was not answered is repeated where that is safe. Whatever is
/// repeated, the server does in the order of `submit`: see ``Flight/mayFollow(_:)``.
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

  let settings: Settings
  private let journal: KeyJournal?
  var connection: ClientConnection?
  var flights: [Flight] = []
  private var sent = 0
  /// Connections made so far, and the one on which a batch has begun: what is sent now waits there for COMMIT.
  private(set) var connections = 0
  var batch: Int?

  /// Without a journal no keys are made.
  public init(_ settings: Settings, journal: sending KeyJournal?) {
    self.settings = settings
    self.journal = journal
  }

  /// Commands that are submitted and not yet taken by `next`.
  public var inFlight: Int { flights.count }

  /// The greeting of the connection, made if there is none yet.
  public func greeting() async throws -> ServerGreeting { try await connected().greeting }

  /// Puts a command on its way: at once, or as soon as those before it are answered where it may not overtake them. Throws
  /// `ClientError`; then it was not sent.
  ///
  /// - Parameter isOrdered: false where it does not matter whether it is done before or after its neighbours.
  public func submit(_ command: Outgoing, isOrdered: Bool = true) async throws {
    try requireHeld(batch)
    if command.beginsPasswordLogin { throw ClientError.password(.byHand) }
    let connection = try await connected()
    let batch = batch ?? (command.beginsBatch ? connections : nil)
    let key = command.wantsKey && batch == nil ? try journal?.key(for: scope + command.request) : nil
    var flight = Flight(command: command, key: key, batch: batch, isOrdered: isOrdered)
    do {
      if flight.mayFollow(flights) { flight.state = .waiting(try send(command, key: key?.text, on: connection)) }
    } catch {
      // It never left: nobody need ask what became of it.
      if let key { journal?.settle(key.text) }
      throw error
    }
    flights.append(flight)
    self.batch = command.endsBatch ? nil : batch
  }

  /// The answer to the oldest command in flight, or nil if there is none. Throws `ClientError` when it stays unknown or
  /// nothing can be repeated; then none is in flight any longer.
  public func next() async throws -> Answer? {
    while !flights.isEmpty {
      try await release()
      let flight = flights[0]
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
      settle(flight, reply.final)
      return Answer(command: flight.command, reply: reply, leftSince: flight.key?.leftSince)
    }
    return nil
  }

  private func settle(_ flight: Flight, _ final: Final) {
    if flight.command.beginsBatch && final.word != .ok {
      // What stands behind it would be done one by one.
      batch = nil
      if let first = flights.first, first.batch != nil { flights[0].isBatchRefused = true }
    }
    guard let key = flight.key?.text else { return }
    let isOpen = final.word == .unsure || final.word == .bye
    if isOpen { journal?.release(key) } else { journal?.settle(key) }
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

  /// Nobody waits any longer for what is in flight; its keys are for whoever asks the same again, but for those that never left.
  func abandon() {
    for flight in flights {
      guard let key = flight.key?.text else { continue }
      if flight.isHeld { journal?.settle(key) } else { journal?.release(key) }
    }
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

  func send(_ command: Outgoing, key: String?, on connection: ClientConnection) throws -> ClientConnection.Pending {
    sent += 1
    let tag = command.tag ?? "m\(sent)"
    let octets = command.wire(tag: tag, key: key)
    let line = octets.firstIndex(of: UInt8(ascii: "\n")) ?? octets.count
    let maximum = connection.greeting.limits.line
    guard line <= maximum else { throw ClientError.unsendable(.tooLong(argument: nil, maximum: maximum)) }
    return connection.send(octets, tag: command.isJSON ? nil : tag)
  }

  /// Sends what was held back and may go now. Throws `ClientError`; then nothing is in flight any longer.
  private func release() async throws {
    guard flights.contains(where: \.isHeld) else { return }
    do {
      guard !flights[0].isBatchRefused else { throw ClientError.batchRefused }
      let connection = try await connected()
      // On one that has ended nothing more is put: what was sent comes back to be repeated first.
      guard connection.isOpen || flights[0].isHeld else { return }
      while let index = flights.firstIndex(where: \.isHeld), flights[index].mayFollow(flights[..<index]) {
        try requireHeld(flights[index].batch)
        flights[index].state = .waiting(try send(flights[index].command, key: flights[index].key?.text, on: connection))
      }
    } catch {
      abandon()
      throw error
    }
  }

  func connected() async throws -> ClientConnection {
    // One that the server closed while nothing was asked is simply made anew.
    if let connection, connection.isOpen || !flights.allSatisfy(\.isHeld) { return connection }
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

  func connect() async throws -> ClientConnection {
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
