/// Rows of different lengths in two flat arrays (compressed sparse rows): row `i` is
/// `values[starts[i] ..< starts[i + 1]]`. One allocation for all rows, and a scan is a scan of memory.
public struct Rows<Element: Sendable>: Sendable {
  public private(set) var starts: [Int32] = [0]
  public private(set) var values: [Element] = []

  public init() {}

  /// The number of rows.
  public var count: Int { starts.count - 1 }

  /// The elements of one row, as a slice of all values.
  public subscript(row: Int) -> ArraySlice<Element> { values[Int(starts[row])..<Int(starts[row + 1])] }

  /// Where a row's elements lie in `values`.
  @inline(__always) func range(_ row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }

  /// Adds one row at the end.
  mutating func append(_ row: some Sequence<Element>) {
    for element in row { values.append(element) }
    endRow()
  }

  /// Adds an element to the row that `endRow` will close.
  @inline(__always) mutating func extend(_ element: Element) { values.append(element) }

  /// Closes the row of the elements that were added since the last one.
  @inline(__always) mutating func endRow() { starts.append(Int32(values.count)) }
}
