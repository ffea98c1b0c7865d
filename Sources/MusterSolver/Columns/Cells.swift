/// A fixed block of plain values in memory, for the solver's inner loops: no reference counting, and bounds are checked in
/// debug builds only. Whoever makes one frees it, in its `deinit`.
struct Cells<Element: BitwiseCopyable> {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int, repeating value: Element) {
    base = .allocate(capacity: max(1, count))
    base.initialize(repeating: value, count: count)
    self.count = count
  }

  /// Cells that the caller writes before anybody reads them.
  init(unwritten count: Int) {
    base = .allocate(capacity: max(1, count))
    self.count = count
  }

  init(_ array: [Element]) {
    base = .allocate(capacity: max(1, array.count))
    count = array.count
    array.withUnsafeBufferPointer { if let first = $0.baseAddress { base.initialize(from: first, count: count) } }
  }

  @inline(__always) subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    nonmutating set {
      assert(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  @inline(__always) subscript(index: Int32) -> Element {
    get { self[Int(index)] }
    nonmutating set { self[Int(index)] = newValue }
  }

  func free() { base.deallocate() }
}
