import MusterDomain

extension CityChecks {
  func checkEvents() {
    var bookings: [String: [EventRow]] = [:]
    for row in city.events.rows {
      require(row.area, row, "area")
      require(row.venue, in: venues, row, "venue")
      require(row.domain, in: domains, row, "domain")
      if let venue = row.venue { bookings[venue, default: []].append(row) }
    }
    checkOpeningHours()
    for rows in bookings.values { checkBookings(rows) }
  }

  /// Never double-booked: by start, each event begins no earlier than all before it have ended.
  private func checkBookings(_ rows: [EventRow]) {
    let byStart = rows.sorted { ($0.starts, $0.line) < ($1.starts, $1.line) }
    guard var latest = byStart.first else { return }
    for row in byStart.dropFirst() {
      if row.starts < latest.ends {
        refuse(
          row, "venue", .overlap, "阵地在此时间已被第 \(latest.line) 行的活动占用",
          "the venue is taken at that time by the event on line \(latest.line)")
      }
      if row.ends > latest.ends { latest = row }
    }
  }

  private func checkOpeningHours() {
    let venues = Dictionary(city.venues.rows.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    for row in city.events.rows {
      guard let venue = row.venue.flatMap({ venues[$0] }) else { continue }
      let closes = row.starts.date == row.ends.date ? row.ends.time : .endOfDay
      guard row.starts.time < venue.opens || closes > venue.closes else { continue }
      refuse(
        row, "venue", .valueConflict, "阵地开放时间为 \(venue.opens) 至 \(venue.closes)",
        "the venue is open from \(venue.opens) to \(venue.closes)")
    }
  }

  func checkShifts() {
    let eventRows = Dictionary(city.events.rows.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    for row in city.shifts.rows {
      require(row.event, in: events, row, "event")
      require(row.skill, in: skills, row, "skill")
      for team in row.teams { require(team, in: teams, row, "teams") }
      guard let event = eventRows[row.event] else { continue }
      if row.starts.date < event.starts.date || row.ends.date > event.ends.date {
        refuse(
          row, "starts", .valueConflict, "不在活动的日期（\(event.starts.date) 至 \(event.ends.date)）之内",
          "lies outside its event's days, \(event.starts.date) to \(event.ends.date)")
      }
    }
  }

  func checkNeeds() {
    for row in city.needs.rows {
      require(row.area, row, "area", level: .community)
      requireGrid(row.grid, of: row.area, row)
      require(row.domain, in: domains, row, "domain")
      require(row.skill, in: skills, row, "skill")
    }
  }
}
