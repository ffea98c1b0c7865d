import FoundationEssentials
import Glibc
import MusterTLS

/// The certificates beside `Tests/Certificates/make`, which says what each is.
public enum TestCertificates {
  public static let authority = path("authority.pem")
  public static let otherAuthority = path("other-authority.pem")

  public static func path(_ name: String) -> String {
    let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    return "/\(tests)/Certificates/\(name)"
  }

  /// The certificate `name` and its key, the key where only we can read it: in a checkout others may.
  public static func files(_ name: String) throws -> (certificate: String, key: String) {
    var template = Array("/tmp/muster-key-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw TestFailure("mkstemp: \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    let text = Array(try String(contentsOfFile: path("\(name).key"), encoding: .utf8).utf8)
    guard write(descriptor, text, text.count) == text.count else { throw TestFailure("cannot copy \(name).key") }
    return (path("\(name).pem"), String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
  }

  public static func pair(_ name: String) throws -> CertificatePair {
    let files = try files(name)
    defer { unlink(files.key) }
    return try CertificatePair(certificate: files.certificate, key: files.key)
  }
}
