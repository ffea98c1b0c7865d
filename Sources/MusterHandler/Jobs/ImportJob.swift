import MusterStore

/// Loads an import; see the next commit.
struct ImportJob {
  let context: JobContext
  init(_ context: JobContext) { self.context = context }
  func run() async throws { throw JobLost() }
}
