import MusterProtocol
import Postgres
import TestSupport
import Testing

/// What the encoding check lets through, PostgreSQL takes: no client ever sees its error 22021. The exhaustive comparison with
/// the standard library's decoder is `deploy/fuzz`.
@Suite("The encoding check and PostgreSQL") struct EncodingSampleTests {
  @Test("agree on a sample of octets, save the characters that the grammar bars")
  func sample() async throws {
    let inputs = Self.inputs
    let text = inputs.map(Self.hexadecimal).joined(separator: ",")
    let judged = try await TestWorld.with { world in
      try await world.execute(
        """
        CREATE FUNCTION public.is_utf8(octets bytea) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM convert_from(octets, 'UTF8');
          RETURN true;
        EXCEPTION WHEN character_not_in_repertoire THEN RETURN false;
        END $$
        """)
      return try await world.sql(
        Postgres.Query<Bool>.value(
          """
          SELECT public.is_utf8(decode(hex, 'hex'))
            FROM string_to_table(\(text), ',') WITH ORDINALITY AS input (hex, place) ORDER BY place
          """))
    }
    try #require(judged.count == inputs.count)
    for (octets, isUTF8) in zip(inputs, judged) {
      // No text of PostgreSQL's may hold U+0000; what else the grammar bars it takes.
      let text = String(validating: octets, as: UTF8.self)
      #expect(isUTF8 == (text != nil && !octets.contains(0)), "PostgreSQL on \(octets)")
      let hasBarred = text?.unicodeScalars.contains(where: Encoding.isForbidden) ?? true
      #expect((Encoding.fault(in: octets) == nil) == (isUTF8 && !hasBarred), "the encoding check on \(octets)")
    }
  }

  /// Edges of the well-formed ranges and one beyond each, in every place, of one to four octets; and cuts of good characters.
  private static let inputs: [[UInt8]] = {
    let edges: [UInt8] = [0x00, 0x09, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xA8, 0xAE, 0xBF, 0xC0, 0xFF]
    let leads: [UInt8] = [0x41, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE2, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF]
    var inputs: [[UInt8]] = leads.map { [$0] }
    for lead in leads {
      for second in edges {
        inputs.append([lead, second])
        for third in edges {
          inputs.append([lead, second, third])
          for fourth in [0x41, 0x7F, 0x80, 0xBF, 0xC0] as [UInt8] { inputs.append([lead, second, third, fourth]) }
        }
      }
    }
    for value in stride(from: UInt32(0), through: 0x10_FFFF, by: 97) {
      guard let scalar = Unicode.Scalar(value), let octets = UTF8.encode(scalar).map(Array.init) else { continue }
      for end in 1...octets.count { inputs.append([0x61] + octets[..<end]) }
    }
    return inputs
  }()

  private static func hexadecimal(_ octets: [UInt8]) -> String {
    octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
