import Glibc
import Synchronization

/// Runs a few pieces of work at once and waits for all: piece 0 on the calling thread, each other one on a thread of its
/// own. The caller's clock and observer are asked by piece 0 only, so they stay on the caller's thread. Where the system
/// gives no thread, the piece runs on the calling one, after piece 0.
enum Crew {
  static func run(_ count: Int, _ work: (Int) -> Void) {
    withoutActuallyEscaping(work) { work in
      var threads: [pthread_t] = []
      var left: [Piece] = []
      for index in 1..<max(1, count) {
        let piece = Piece { work(index) }
        var thread = pthread_t()
        let box = Unmanaged.passRetained(piece)
        let status = pthread_create(&thread, nil, { Piece.start($0) }, box.toOpaque())
        if status == 0 { threads.append(thread) } else { left.append(box.takeRetainedValue()) }
      }
      work(0)
      for piece in left { piece.work() }
      for thread in threads { pthread_join(thread, nil) }
    }
  }

  /// Shares a range out in blocks, each taken by the next thread that is free; `work` hears which thread it runs on, from 0. The
  /// caller's thread asks `goesOn` before each of its blocks; once that says no, no more blocks are begun. True when all were done.
  static func share(
    _ count: Int, block: Int, threads: Int, _ goesOn: () -> Bool, _ work: (_ thread: Int, _ range: Range<Int>) -> Void
  ) -> Bool {
    let stop = StopSign()
    let next = Ticket()
    let blocks = (count + block - 1) / block
    run(max(1, min(threads, blocks))) { thread in
      while !stop.isUp {
        let number = next.take()
        if number >= blocks { return }
        if thread == 0, !goesOn() { return stop.raise() }
        work(thread, number * block..<min(count, (number + 1) * block))
      }
    }
    return !stop.isUp
  }

  /// Numbers from 0, each given once.
  private final class Ticket: Sendable {
    private let next = Atomic<Int>(0)

    func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
  }

  private final class Piece {
    let work: () -> Void

    init(_ work: @escaping () -> Void) { self.work = work }

    static func start(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
      if let raw { Unmanaged<Piece>.fromOpaque(raw).takeRetainedValue().work() }
      return nil
    }
  }
}

/// Tells the pieces of one work to stop; asked by all, set by whoever may.
final class StopSign: Sendable {
  private let flag = Atomic<Bool>(false)

  var isUp: Bool { flag.load(ordering: .relaxed) }

  func raise() { flag.store(true, ordering: .relaxed) }
}
