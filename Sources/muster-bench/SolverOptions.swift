import ArgumentParser
import MusterBenchmark

/// What `muster-bench solver` shall measure.
struct SolverOptions: ParsableArguments {
  // MARK: On what

  @Option(help: "规模，逗号分隔：s、m、l、xl。Sizes, by comma.", transform: Lists.sizes)
  var sizes: [String]?

  @Option(help: "算例种子，逗号分隔。Seeds of the instances, by comma.", transform: Lists.seeds)
  var seeds: [Int] = [1, 2]

  @Option(
    help: "时限（秒），逗号分隔；缺省为该规模目标表中的时限。Time limits in seconds, by comma; left out: those of the goals of each size.",
    transform: Lists.marks)
  var marks: [Double]?

  // What it takes begins with dashes itself.
  @Option(
    parsing: .unconditional, help: "算例生成器的其他参数，如 \"--tightness 1.3\"。Other arguments of the maker of instances.")
  var knobs: String = ""

  @Option(help: "求解线程数。Threads of the solver.")
  var threads: Int = 1

  @Option(help: "求解器种子。Seed of the solver.")
  var seed: Int = 1

  // MARK: Against whom

  @Option(
    help: "对照求解器，逗号分隔：greedy、cpsat、highs、lns；none 为不对照。Peers, by comma; none for none.", transform: Lists.peers)
  var peers: [String] = ["greedy", "cpsat", "highs"]

  @Option(help: "对照求解器的线程数。Threads of the peers.")
  var peerThreads: Int = 2

  // MARK: With what

  @Option(help: "求解程序，缺省为同目录的 muster。The solver; left out: the one beside this programme.")
  var muster: String?

  @Option(help: "Python 3.10 以上；对照需 numpy、ortools、highspy。Python 3.10 or newer; the peers need numpy, ortools and highspy.")
  var python: String = "python3"

  @Option(help: "make_instance.py、score.py 与 peers 所在目录。The folder of the maker, the referee and the peers.")
  var roster: String = "Tests/Roster"

  @Option(help: "算例、方案与报告的目录。The folder for instances, plans and the report.")
  var out: String = ".muster-bench"

  // MARK: Which questions (none: the tables of gaps and the picture)

  @Flag(help: "差距表与图。The tables of gaps and the picture.")
  var gaps = false

  @Flag(help: "与 HiGHS 的最优值对照，缺省 m。Against HiGHS's optimum, on m unless told.")
  var proof = false

  @Flag(help: "随规模的增长，缺省 m、l、xl。Growth with the size.")
  var scaling = false

  @Flag(help: "两线程对一线程，缺省 l、xl。Two threads against one.")
  var threadsRatio = false

  @Flag(help: "公布、谢绝、重排，缺省 l。Publish, decline, run again.")
  var rerun = false

  @Flag(help: "逐人谢绝、逐次补位的用时与核对，缺省 l。Repairs of declines, timed and checked.")
  var repair = false

  @Flag(help: "两次运行逐字节相同，缺省 s、m。Two runs give the same bytes.")
  var same = false

  @Option(help: "--proof 中 HiGHS 整数规划的时限（秒）。Seconds for HiGHS's MIP.")
  var mipLimit: Double = 300

  @Option(help: "--scaling 的目标差距（%）。The gap to reach, percent.")
  var target: Double = 0.5

  @Option(help: "--same 的改进次数。Trials of improvement.")
  var iterations: Int = 2000

  func validate() throws {
    if !(1...1024).contains(threads) || !(1...1024).contains(peerThreads) {
      throw ValidationError("线程数须在 1 至 1024 之间。Threads must be 1 to 1024.")
    }
    if !(mipLimit > 0 && mipLimit <= 1e6) || !(target > 0 && target <= 100) || iterations < 0 || seed < 0 {
      throw ValidationError(
        "--mip-limit、--target 须为正数，--iterations、--seed 不能为负。"
          + "--mip-limit and --target must be above 0, --iterations and --seed not below.")
    }
  }

  // MARK: Worked out

  var knobWords: [String] { knobs.split(separator: " ").map(String.init) }

  func marks(of size: String) -> [Double] { marks ?? Goal.all.filter { $0.size == size }.map(\.seconds) }

  /// The place to add a question: a flag above, a study, a line here.
  var studies: [any Study] {
    var chosen: [any Study] = []
    if proof { chosen.append(ProofStudy()) }
    if scaling { chosen.append(ScalingStudy()) }
    if threadsRatio { chosen.append(ThreadsStudy()) }
    if rerun { chosen.append(RerunStudy()) }
    if same { chosen.append(SameStudy()) }
    if gaps || chosen.isEmpty && !repair { chosen.insert(GapStudy(), at: 0) }
    if repair { chosen.append(RepairStudy()) }  // last: it reads an instance, and no child's peak below ours can be seen
    return chosen
  }

  /// The peers that can run here; a remark for each that cannot.
  func peersAtHand(_ bench: Bench) -> [any Peer] {
    var run: [any Peer] = []
    for peer in peers.compactMap(Peers.named) {
      if bench.has(modules: peer.modules) {
        run.append(peer)
        continue
      }
      let modules = peer.modules.joined(separator: ", ")
      bench.remark("\(peer.name)：未运行，本机 Python 没有 \(modules)。Not run: this Python lacks \(modules).")
    }
    return run
  }
}
