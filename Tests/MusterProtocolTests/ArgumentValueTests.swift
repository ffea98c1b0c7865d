import Testing

@testable import MusterProtocol

@Suite("A value of the kind") struct ArgumentValueTests {
  private static let kinds: [(ArgumentKind, right: [String], wrong: [String])] = [
    (.text(maximum: 3, mayBeBlank: true), ["", " ", "a"], ["abcd"]),
    (.text(maximum: 3), ["abc", "搬运工", "a\n"], ["", " ", "\u{3000}", "abcd", "搬运桌椅"]),
    (
      .integer(-5...1_000), ["0", "-5", "1000", "007"],
      ["", "-", "+5", "1001", "-6", "1.0", "1e2", "９", "99999999999999999999"]
    ),
    (.number(-90...90), ["0", "-90", "40.5", "89.999"], ["", ".5", "5.", "-", "91", "1e1", "nan", "1.2.3", "+1"]),
    (.flag, ["yes", "no"], ["", "y", "true", "1"]),
    (.choice(["open", "full"]), ["open"], ["", "opn", "open,full"]),
    (.choice(["week"]), ["week"], ["wee\u{212A}"]),
    (.choices(["area", "day"]), ["area", "day,area"], ["", "area,", "area,area", "week", ","]),
    (
      .identifier([.area]), ["A-31", "A-0", "A-ABCDEFGHJKMNP"],
      ["", "A", "A-", "31", "B-31", "S-31", "A-31 ", "A-U", "A-é", "A--1", "A-ABCDEFGHJKMNPQ", "ａ-1"]
    ),
    (.identifier([.shift, .event]), ["S-1", "E-1"], ["A-1"]),
    (
      .date, ["2026-05-04", "2024-02-29", "2000-02-29"],
      [
        "", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-5-4", "2026-05-04T08:00", "1899-12-31",
        "2200-01-01", "２０２６-05-04",
      ]
    ),
    (
      .time,
      [
        "2026-05-03T08:00", "2026-05-03T08:00:59", "2026-05-03T08:00:00.123456+08:00", "2026-05-03T08:00Z",
        "2026-05-03T23:59-23:59",
      ],
      [
        "2026-05-03", "2026-05-03T24:00", "2026-05-03T08:60", "2026-05-03T08:00:60", "2026-05-03 08:00", "2026-05-03T8:00",
        "2026-05-03T08:00+8", "2026-05-03T08:00+24:00", "2026-05-03T08:00:00.1234567", "2026-05-03T08:00ZZ", "2026-02-30T08:00",
      ]
    ),
    (.boundary, ["2026-05-04", "2026-05-04T08:00"], ["", "tomorrow"]),
    (
      .spans, ["2026-05-04T08:00/2026-05-04T09:00", "2026-05-04T08:00Z/2026-05-04T09:00Z,2026-05-05T08:00/2026-05-05T09:00"],
      ["", "2026-05-04T08:00", "2026-05-04T08:00/", "2026-05-04/2026-05-05", "2026-05-04T08:00/2026-05-04T09:00,"]
    ),
    (
      .key, ["0123456789abcDEF", "0123456789-_0123456789"],
      ["0123456789abcde", String(repeating: "a", count: 65), "0123456789abcde="]
    ),
    (.cursor, ["x", "a.b=="], ["", "a b", "王", String(repeating: "a", count: 513)]),
    (.word(maximum: 4), ["a.b", "医院", "A-_9"], ["", "abcde", "a b", "a,b", "医，院", "a/b"]),
  ]

  @Test("is taken when it is right and refused when it is not, with an example", arguments: 0..<kinds.count)
  func values(index: Int) {
    let (kind, right, wrong) = Self.kinds[index]
    for value in right { #expect(kind.canonical(value, Limits()) == value, "\(kind) \(value)") }
    for value in wrong { #expect(kind.canonical(value, Limits()) == nil, "\(kind) \(value)") }
    let expectation = kind.expectation(Limits())
    #expect(!expectation.chinese.isEmpty && !expectation.english.isEmpty)
  }

  @Test("id or choice takes one spelling, so that the same request is the same request")
  func canonical() {
    #expect(ArgumentKind.identifier([.member]).canonical("m-oilz9", Limits()) == "M-011Z9")
    #expect(ArgumentKind.choices(["area", "day"]).canonical("DAY,Area", Limits()) == "day,area")
  }

  @Test("time is read into its parts")
  func time() throws {
    let time = try #require(WrittenTime("2026-05-03T08:09:10.5-03:30"))
    #expect(time.date == WrittenDate("2026-05-03"))
    #expect((time.hour, time.minute, time.second, time.microsecond) == (8, 9, 10, 500_000))
    #expect(time.offsetMinutes == -210)
    #expect(WrittenTime("2026-05-03T08:09")?.offsetMinutes == .some(nil))
    #expect(WrittenTime("2026-05-03T08:09Z")?.offsetMinutes == 0)
  }
}
