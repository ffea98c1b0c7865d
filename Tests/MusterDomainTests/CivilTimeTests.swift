import MusterDomain
import Testing

@Suite("Civil time") struct CivilTimeTests {
  @Test(
    "a day that does not exist is refused",
    arguments: [
      "2026-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "1900-02-29", "0000-01-01", "2026-1-01",
      "2026/01/01", "", "2026-01-01 ", "+026-01-01",
    ])
  func noSuchDay(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test(
    "a day is known by its number since 1970 and back",
    arguments: [
      ("1970-01-01", 0, 4), ("2026-05-04", 20_577, 1), ("2000-02-29", 11_016, 2), ("1969-12-31", -1, 3),
      ("0001-01-01", -719_162, 1), ("9999-12-31", 2_932_896, 5),
    ])
  func days(text: String, number: Int, weekday: Int) throws {
    let date = try #require(CivilDate(text))
    #expect(date.daysSinceEpoch == number)
    #expect(date.weekday == weekday)
    #expect(CivilDate(daysSinceEpoch: number).description == text)
  }

  @Test("every day of four hundred years follows the one before")
  func everyDay() throws {
    var date = try #require(CivilDate(year: 1800, month: 1, day: 1))
    for _ in 0..<146_097 {
      let (year, month, day) = date.parts
      #expect(CivilDate(year: year, month: month, day: day) == date)
      let next = date.advanced(days: 1)
      let expected =
        day < CivilDate.days(in: month, of: year)
        ? (year, month, day + 1) : month < 12 ? (year, month + 1, 1) : (year + 1, 1, 1)
      #expect(next.parts == expected)
      date = next
    }
  }

  @Test("a time of day prints as it was read, the end of the day as 24:00", arguments: ["00:00", "08:30", "23:59:59", "24:00"])
  func times(text: String) throws {
    #expect(try #require(LocalTime(text)).description == text)
  }

  @Test(
    "a time that does not exist is refused", arguments: ["24:01", "25:00", "08:60", "8:30", "08:30:60", "08-30", "", "08:3"])
  func noSuchTime(text: String) {
    #expect(LocalTime(text) == nil)
  }

  @Test("a day and time moves by minutes over midnight and the year's end")
  func advancing() throws {
    let start = try #require(LocalDateTime("2026-12-31T23:30"))
    #expect(start.advanced(minutes: 45).description == "2027-01-01T00:15")
    #expect(start.advanced(minutes: 45).advanced(minutes: -45) == start)
    #expect(LocalDateTime(start.date, minutes: -30).description == "2026-12-30T23:30")
    #expect(LocalDateTime(start.date, minutes: 1440).description == "2027-01-01T00:00")
    #expect(LocalDateTime("2026-12-31T24:00") == nil)
    #expect(LocalDateTime("2026-02-30T10:00") == nil)
  }
}
