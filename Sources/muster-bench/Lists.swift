import ArgumentParser

/// Lists in one word, by comma.
enum Lists {
  static func sizes(_ text: String) throws -> [String] {
    let sizes = words(text)
    for size in sizes where !InstanceName.sizes.contains(size) {
      throw ValidationError("没有规模 \(size)；有 s、m、l、xl。No size \(size); there are s, m, l, xl.")
    }
    return try some(sizes)
  }

  static func seeds(_ text: String) throws -> [Int] {
    try some(
      words(text).map { word in
        guard let seed = Int(word), seed >= 0 else {
          throw ValidationError("种子须为非负整数：\(word)。A seed is a whole number, not below 0: \(word).")
        }
        return seed
      })
  }

  /// Rising, each once.
  static func marks(_ text: String) throws -> [Double] {
    let marks = try words(text).map { word in
      guard let mark = Double(word), mark > 0, mark <= 1e6 else {
        throw ValidationError("时限须为正数（秒）：\(word)。A time limit is a number of seconds above 0: \(word).")
      }
      return mark
    }
    return try some(Set(marks).sorted())
  }

  static func peers(_ text: String) throws -> [String] {
    let names = words(text)
    if names == ["none"] { return [] }
    for name in names where Peers.named(name) == nil {
      throw ValidationError("没有对照求解器 \(name)；有 greedy、cpsat、highs、lns。No peer \(name); there are greedy, cpsat, highs, lns.")
    }
    return try some(names)
  }

  private static func words(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

  private static func some<Element>(_ list: [Element]) throws -> [Element] {
    if list.isEmpty { throw ValidationError("列表为空。The list is empty.") }
    return list
  }
}
