import ArgumentParser

/// What `muster-bench protocol` shall measure.
struct ProtocolOptions: ParsableArguments {
  enum Part: String, CaseIterable, ExpressibleByArgument { case read, ping, claim, decline, latency }

  @Option(help: "量哪些：read、ping、claim、decline、latency；缺省全部。Which parts; left out: all.")
  var part: [Part] = []

  @Option(help: "轮数；每轮先我方后对照。Rounds, each of ours and then theirs.")
  var rounds: Int = 5

  @Option(help: "每次测量的秒数。Seconds of one measurement.")
  var seconds: Int = 2

  @Option(help: "示范城市。The sample city.")
  var city: String = "hulunbuir"

  @Option(help: "musterd 与 muster 所在目录，缺省为本程序所在。The folder of musterd and muster; left out: this programme's.")
  var programs: String?

  @Option(help: "传给 musterd 的限额，可重复，如 unread-commands=64。Limits for musterd, any number of times.")
  var limit: [String] = []

  var parts: [Part] { part.isEmpty ? Part.allCases : part }

  func validate() throws {
    guard (1...100).contains(rounds), (1...60).contains(seconds) else {
      throw ValidationError("--rounds 须为 1 至 100，--seconds 须为 1 至 60。--rounds must be 1 to 100, --seconds 1 to 60.")
    }
  }
}
