import Glibc

/// What the program does besides fuzzing; `deploy/fuzz` calls it.
enum Tool: String, CaseIterable {
  case help, targets, dictionary, seeds, unpack, pack, splits, utf8, largest

  func run(_ arguments: [String]) -> Bool {
    switch (self, arguments.count) {
    case (.help, _): print(Self.usage)
    case (.targets, 0): print(Target.allCases.filter { !$0.seeds.isEmpty }.map(\.rawValue).joined(separator: "\n"))
    case (.dictionary, 0): print(Seeds.dictionary)
    case (.seeds, 2): return target(arguments[0]).map { Folder(arguments[1]).keep($0.seeds) } ?? false
    case (.unpack, 2): return CorpusFile(arguments[0]).map { Folder(arguments[1]).keep($0.inputs) } ?? false
    case (.pack, 3): return CorpusFile.write(arguments[0], from: Folder(arguments[1]), heading: arguments[2])
    case (.splits, 1): Folder(arguments[0]).inputs.forEach(FrameTarget.everySplit)
    case (.utf8, 0): return Exhaustion.run()
    case (.largest, 0): return Largest.run()
    default:
      print(Self.usage)
      return false
    }
    return true
  }

  private func target(_ name: String) -> Target? { Target(rawValue: name) }

  private static let usage = """
    muster-fuzz targets | dictionary | utf8 | largest
    muster-fuzz seeds TARGET FOLDER       inputs made of the verb table
    muster-fuzz unpack FILE FOLDER        a corpus file as libFuzzer wants it
    muster-fuzz pack FILE FOLDER HEADING  and back
    muster-fuzz splits FOLDER             each stream of octets cut in two at every point
    MUSTER_FUZZ=TARGET muster-fuzz …      libFuzzer itself; -help=1
    """
}
