import MusterStore

/// Makes a roster; see the next commit.
struct SolveJob {
  let context: JobContext
  init(_ context: JobContext) { self.context = context }
  func run() async throws { throw JobLost() }
}
