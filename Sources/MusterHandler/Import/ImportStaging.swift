import MusterCity
import MusterDomain
import MusterStore

/// A city's rows as the text that the staging tables take: codes as they are, times of the city's wall as instants.
struct ImportStaging {
  private(set) var rows = ImportRows()
  /// Times that the zone's wall never showed, or showed twice.
  private(set) var problems: [ImportProblem] = []
  private let zone: ZoneRules

  init(_ city: MusterCity.City, zone: ZoneRules) {
    self.zone = zone
    stagePlaces(city)
    stagePeople(city)
    stageWork(city)
  }

  private mutating func stagePlaces(_ city: MusterCity.City) {
    for row in city.areas {
      rows.add(
        [
          "\(row.line)", row.code, row.name, "\(row.level.depth + 1)", row.parent, row.areaClass, row.mark, "\(row.order)",
          "\(row.point.longitude)", "\(row.point.latitude)", row.partyOrganisation,
        ], to: .areas)
    }
    for row in city.venues {
      rows.add(
        [
          "\(row.line)", row.code, row.area, row.name, "\(row.capacity)", "\(row.opens.minuteOfDay)",
          "\(row.closes.minuteOfDay)", "\(row.point.longitude)", "\(row.point.latitude)",
        ], to: .venues)
    }
    for row in city.domains { rows.add(["\(row.line)", row.code, row.name], to: .domains) }
    for row in city.skills { rows.add(["\(row.line)", row.code, row.name], to: .skills) }
    for row in city.units {
      rows.add(
        [
          "\(row.line)", row.code, row.name, row.parent, row.level.rawValue, row.sector, row.kind.rawValue,
          row.partyOrganisation, row.expected.map(String.init),
        ], to: .units)
    }
    for row in city.pairings {
      // The file names the last day on which it holds, the database the first on which it does not.
      rows.add(
        [
          "\(row.line)", row.unit, row.area, row.kind.rawValue, "\(row.headcount)", row.commitment, "\(row.from)",
          row.to.map { "\($0.advanced(days: 1))" },
        ], to: .pairings)
    }
  }

  private mutating func stagePeople(_ city: MusterCity.City) {
    for row in city.members { stage(row) }
    for row in city.teams {
      rows.add(["\(row.line)", row.number, row.name, row.kind.rawValue, row.area, row.domain, row.leader], to: .teams)
    }
    for row in city.teamMembers { rows.add(["\(row.line)", row.team, row.member, "\(row.squad)"], to: .teamMembers) }
    for row in city.accounts {
      rows.add(["\(row.line)", row.name, row.role.rawValue, row.area, row.unit, row.team, row.member], to: .accounts)
    }
  }

  private mutating func stage(_ row: MusterCity.MemberRow) {
    rows.add(
      [
        "\(row.line)", row.number, row.name, row.phone, "\(row.birthYear)", row.kind.rawValue, row.unit, row.area, row.grid,
        "\(row.point.longitude)", "\(row.point.latitude)", "\(row.reach)", "\(row.maxPerDay)", "\(row.maxPerWeek)",
        "\(row.maxMinutes)",
      ], to: .members)
    for held in row.skills { rows.add([row.number, held.skill, held.expires.map { "\($0)" }], to: .memberSkills) }
    for wish in row.wishes { rows.add([row.number, wish], to: .memberWishes) }
    for window in row.windows {
      rows.add([row.number, "\(window.weekday)", "\(window.start)", "\(window.end)"], to: .memberWindows)
    }
  }

  private mutating func stageWork(_ city: MusterCity.City) {
    for row in city.events {
      rows.add(
        [
          "\(row.line)", row.number, row.title, row.area, row.venue, row.domain,
          time(row.starts, .events, row.line, "starts"), time(row.ends, .events, row.line, "ends"),
          "\(row.point.longitude)", "\(row.point.latitude)", "\(row.beneficiaries)", row.state.rawValue,
        ], to: .events)
    }
    for row in city.shifts {
      rows.add(
        [
          "\(row.line)", row.number, row.event, row.role, time(row.starts, .shifts, row.line, "starts"),
          time(row.ends, .shifts, row.line, "ends"), "\(row.minimum)", "\(row.seats)", row.skill, "\(row.priority)",
          array(row.teams),
        ], to: .shifts)
    }
    for row in city.needs { stage(row) }
  }

  private mutating func stage(_ row: MusterCity.NeedRow) {
    let starts = row.times.map { time($0.starts, .needs, row.line, "times") }
    let ends = row.times.map { time($0.ends, .needs, row.line, "times") }
    rows.add(
      [
        "\(row.line)", row.number, row.title, row.area, row.grid, row.source.rawValue, row.mode.rawValue, row.domain,
        "\(row.urgency)", row.skill, "\(row.people)", "\(row.seats)", array(starts), array(ends),
        time(row.deadline, .needs, row.line, "deadline"), row.contactName, row.contactPhone, "\(row.point.longitude)",
        "\(row.point.latitude)", row.state.rawValue,
      ], to: .needs)
  }

  /// Codes and times hold nothing that an array's text would have to quote.
  private func array(_ items: [String]) -> String { "{\(items.joined(separator: ","))}" }

  private mutating func time(_ local: LocalDateTime, _ file: CityFile, _ line: Int, _ column: String) -> String {
    let instants = zone.instants(localSeconds: local.wallSeconds)
    if instants.count != 1 {
      problems.append(
        ImportProblem(
          file: file.name, line: line, column: column, code: .valueTime, chinese: "\(local) 在本市时区不存在或出现两次",
          english: "\(local) does not exist, or exists twice, in the city's time zone"))
    }
    return TimeText.rfc3339(instants.first ?? Instant(seconds: 0), in: Self.utc)
  }

  private static let utc = ZoneRules.fixed("UTC", offsetSeconds: 0)
}
