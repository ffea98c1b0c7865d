/// Why nothing could be measured: it ends the command with status 2. (What was measured and is wrong is a `Finding`.)
struct Obstacle: Error, CustomStringConvertible {
  let chinese: String
  let english: String

  init(_ chinese: String, _ english: String) {
    self.chinese = chinese
    self.english = english
  }

  var description: String { "\(chinese)\n\(english)" }

  static func program(_ name: String, _ code: Int32) -> Obstacle {
    let why = Console.errorText(code)
    return Obstacle("\(name)：无法运行：\(why)", "\(name): cannot be run: \(why)")
  }

  static func file(_ path: String, _ code: Int32) -> Obstacle {
    let why = Console.errorText(code)
    return Obstacle("\(path)：无法读写：\(why)", "\(path): cannot be read or written: \(why)")
  }
}
