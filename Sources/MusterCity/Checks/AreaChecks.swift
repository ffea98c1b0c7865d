/// The area tree as it would be after the import: the file's rows over what is known.
struct AreaTree {
  private var nodes: [String: KnownReferences.Area]
  private let tainted: Set<String>
  private let isComplete: Bool

  init(_ file: RowFile<AreaRow>, known: [String: KnownReferences.Area]) {
    // Of rows with the same code the first counts; the others are refused as duplicates.
    let rows = file.rows.map { ($0.code, KnownReferences.Area(level: $0.level, parent: $0.parent)) }
    nodes = known.merging(Dictionary(rows, uniquingKeysWith: { first, _ in first })) { _, row in row }
    tainted = file.tainted
    isComplete = file.isReadable
  }

  subscript(code: String) -> KnownReferences.Area? { nodes[code] }
  var all: [String: KnownReferences.Area] { nodes }

  /// False where a fault noted elsewhere hides what the code is.
  func isJudged(_ code: String) -> Bool { isComplete && !tainted.contains(code) }

  /// Whether `above` is an ancestor of `code`, or hidden by a fault. At most one step a level: a tree's parents rise.
  func lies(_ code: String, under above: String) -> Bool {
    var here = code
    for _ in AreaLevel.allCases {
      guard let parent = nodes[here]?.parent else { return false }
      if parent == above || !isJudged(parent) { return true }
      here = parent
    }
    return false
  }
}

extension CityChecks {
  func checkAreas() {
    let cycles = nodesOnCycles(city.areas.rows.lazy.map(\.code)) { areas[$0]?.parent }
    for row in city.areas.rows {
      if cycles.contains(row.code) {
        refuse(row, "parent", .treeCycle, "上级链条绕回自身", "its parents lead back to itself")
      } else {
        checkParent(row)
      }
    }
    checkRoots()
    checkKnownChildren()
  }

  private func checkParent(_ row: AreaRow) {
    guard let parent = row.parent else {
      if row.level != .city { refuse(row, "parent", .valueRequired, "除市以外都须有上级", "all but the city have a parent") }
      return
    }
    require(parent, row, "parent")
    guard areas.isJudged(parent), let above = areas[parent], above.level >= row.level else { return }
    refuse(
      row, "parent", .treeLevel,
      "\(row.level.chineseNames[0])不能属于\(above.level.chineseNames[0]) \(shown(parent))",
      "a \(row.level.rawValue) cannot lie in the \(above.level.rawValue) \(shown(parent))")
  }

  /// A database is one city: a second root is a fault of the row that brings it.
  private func checkRoots() {
    let inFile = Set(city.areas.rows.lazy.map(\.code))
    var root = areas.all.first { $0.value.level == .city && !inFile.contains($0.key) }?.key
    for row in city.areas.rows where row.level == .city {
      if let root, root != row.code {
        refuse(row, "level", .treeRoot, "已有市 \(shown(root))，只能有一个", "there is the city \(shown(root)) already")
      }
      root = root ?? row.code
    }
  }

  /// A row that changes a known area's level must not leave that area's known children above it.
  private func checkKnownChildren() {
    let rows = Dictionary(city.areas.rows.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    var reported: Set<String> = []
    for (code, node) in areas.all where rows[code] == nil {
      guard let parent = node.parent, let row = rows[parent], row.level >= node.level else { continue }
      guard reported.insert(parent).inserted else { continue }
      refuse(
        row, "level", .treeLevel, "其下已有的区划 不能属于\(row.level.chineseNames[0])",
        "areas that lie in it already cannot lie in a \(row.level.rawValue)")
    }
  }
}
