import MusterClient
import MusterProtocol

/// Many commands, many in flight, answers in order. What changes something waits until all before it went well, so that
/// stopping at the first failure stops in time; `keepsGoing` sends everything as it comes.
struct Script {
  /// As many as the server reads ahead.
  static let window = 64

  let session: Session
  let screen: Screen
  let keepsGoing: Bool

  /// Throws `Ending` of the first command that was not OK.
  func run(_ source: ScriptSource) async throws {
    var held: Outgoing?
    var isEnded = false
    var status = Ending.done
    var unreadable: ClientError?
    while true {
      var inFlight = await session.inFlight
      while inFlight < Self.window, !isEnded || held != nil {
        if held == nil {
          do {
            switch try source.next(waits: inFlight == 0) {
            case .command(let command) where command.isWatch:
              unreadable = .unsendable(.watch)
              isEnded = true
            case .command(let command): held = command
            case .end: isEnded = true
            case .notYet: break
            }
          } catch {
            // What was sent before it is still answered.
            unreadable = error
            isEnded = true
          }
        }
        guard let command = held, keepsGoing || inFlight == 0 || !command.changes else { break }
        try await session.submit(command)
        held = nil
        inFlight += 1
      }
      guard let answer = try await session.next() else { break }
      let isRead = screen.show(answer)
      let word = answer.reply.final.word
      if word != .ok && status == .done { status = Ending(word) }
      // Without its BEGIN the rest of a batch would be done one by one.
      let isOver = word == .bye || (word != .ok && (!keepsGoing || answer.command.beginsBatch))
      if !isRead || isOver { break }
    }
    await session.close()
    if status != .done { throw status }
    if let unreadable { throw unreadable }
  }
}
