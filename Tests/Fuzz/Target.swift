import Glibc

/// What can be fuzzed. Each takes an input and says whether it is one of its own; what is wrong ends the program.
enum Target: String, CaseIterable {
  case frames, words, json, replies, scram

  static let chosen: Target = {
    let name = getenv("MUSTER_FUZZ").map { String(cString: $0) } ?? ""
    guard let target = Target(rawValue: name) else { fail("MUSTER_FUZZ is none of \(allCases.map(\.rawValue))") }
    return target
  }()

  func run(_ input: ArraySlice<UInt8>) -> Bool {
    switch self {
    case .frames: FrameTarget.run(input)
    case .words: input.first != UInt8(ascii: "{") && CommandTarget.run(input)
    case .json: input.first == UInt8(ascii: "{") && CommandTarget.run(input)
    case .replies: ReplyTarget.run(input)
    case .scram: ScramTarget.run(input)
    }
  }
}
