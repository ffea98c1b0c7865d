import MusterLineServer
import MusterTLS
import Postgres
import PostgresCluster

/// Why the daemon does not start: a sentence in Chinese and in English.
struct StartFailure: Error, CustomStringConvertible {
  private let sentences: [String]
  var description: String { sentences.joined(separator: "\nmusterd: ") }

  init(_ chinese: String, _ english: String) { sentences = [chinese, english] }

  private init(sentence: String) { sentences = [sentence] }

  /// The same, with the place where it was found.
  func at(_ chinese: String, _ english: String) -> StartFailure {
    guard sentences.count == 2 else { return self }
    return StartFailure("\(chinese)：\(sentences[0])", "\(english): \(sentences[1])")
  }

  /// What went wrong below, in both languages wherever it has both.
  init(_ error: any Error) {
    switch error {
    case let failure as StartFailure: self = failure
    case let error as LineServerError: self.init(error.text(in: .chinese), error.text(in: .english))
    case let fault as CertificateFault: self.init(fault.text(in: .chinese), fault.text(in: .english))
    case let error as ClusterError: self.init(error.chinese, error.english)
    case PostgresError.connectionDown(let reason, _):
      self.init(
        "连不上数据库：\(reason)。请检查 --database 的 host、port、user、dbname，数据库是否在运行，以及 pg_hba.conf 与密码",
        "the database is not reachable: \(reason). Check host, port, user and dbname of --database, whether the server runs, "
          + "and its pg_hba.conf and password")
    case let error as PostgresError:
      self.init("数据库：\(error.debugDescription)", "database: \(error.debugDescription)")
    default: self.init(sentence: "\(error)")
    }
  }
}
