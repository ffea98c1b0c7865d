import Glibc

/// What libFuzzer calls once, before anything else. `MUSTER_FUZZ` names the target; the program's other uses (`muster-fuzz
/// help` lists them) are done here and end it.
@_cdecl("LLVMFuzzerInitialize")
func initialize(
  _ count: UnsafeMutablePointer<Int32>, _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>>>
) -> Int32 {
  let arguments = (1..<max(1, Int(count.pointee))).map { String(cString: words.pointee[$0]) }
  if let first = arguments.first, let tool = Tool(rawValue: first) {
    exit(tool.run(Array(arguments.dropFirst())) ? 0 : 1)
  }
  Budget.install()
  return 0
}

/// One input of the chosen target. -1 keeps it out of the corpus.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  return Budget.timed { Target.chosen.run(input[...]) } ? 0 : -1
}

/// Ends the run with a sentence; libFuzzer keeps the input.
func fail(_ sentence: String) -> Never {
  let message = Array("\n== FOUND: \(sentence)\n".utf8)
  _ = message.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  abort()
}

func require(_ isRight: Bool, _ sentence: @autoclosure () -> String) {
  if !isRight { fail(sentence()) }
}

extension [UInt8] {
  /// For messages: as a corpus file has it.
  var shown: String { CorpusLine.written(self[...]) }
}
