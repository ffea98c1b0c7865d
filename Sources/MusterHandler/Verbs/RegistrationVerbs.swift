import MusterDomain
import MusterProtocol
import MusterStore

extension Request {
  func registrations() async throws -> Reply {
    let page = try Page(self, parts: 1)
    let filter = RegistrationRow.Filter(
      id: try id("id", .registration), state: text("state"), within: try await scopedArea("in"),
      unit: try shortID("unit", .unit),
      after: page.after.first ?? 0)
    let rows = try await read(RegistrationRow.list(filter, limit: page.fetch))
    if filter.id != nil, rows.isEmpty { throw Answer.notFound("id") }
    return page.reply(rows, columns: command.verb.columns, key: \.key) { row in
      [
        code(.registration, row.id), code(.member, row.member), row.name, code(.area, row.area), code(.unit, row.unit),
        row.state,
        row.receipt, show(row.changed), String(row.v),
      ]
    }
  }

  /// 报到: by a member or a unit it goes to the unit first; what a community's staff enter stands at once.
  func register() async throws -> Reply {
    let member = try requiredID("member", .member)
    guard let area = try shortID("area", .area) else { throw Answer.missing("area", "缺少 area=", "area= is missing") }
    let grid = try shortID("grid", .area)
    return try await write { transaction in
      guard let person = try await transaction.first(Registrant.query(member)) else { throw Answer.notFound("member") }
      let isStaff = principal.role == .staff
      if isStaff, !principal.works(in: person.area) { throw Answer.notFound("member") }
      try await checkPlace(area, grid, transaction)
      let hands: Set<Hand> = isStaff ? [.community] : [.member, .unit]
      let state = try RegistrationState.drafted.decide(isStaff ? .enter : .submit, by: hands, hasReason: true)
      let receipt = isStaff ? try await transaction.nextReceipt(year: year) : nil
      let added = try await transaction.register(
        member: member, unit: person.unit, area: area, place: grid, state: state, receipt: receipt)
      guard let id = added else {
        throw Answer(
          .no, .conflictState, "该成员已有进行中或有效的报到；先转出或离开",
          "the member has a registration under way or active: transfer or leave it first")
      }
      if isStaff { try await transaction.rehome(registration: id) }
      try await transaction.audit(verb, objects: [code(.registration, id), code(.member, member), code(.area, area)])
      return registrationFinal(id, state, receipt, v: 1)
    }
  }

  /// One reports to a community, and to a grid or quarter within it; staff register only for their own.
  private func checkPlace(_ area: Int32, _ grid: Int32?, _ transaction: StoreTransaction) async throws {
    guard let place = try await transaction.first(AreaPlace.query(area)) else { throw Answer.notFound("area") }
    if principal.role == .staff, !principal.works(in: area) { throw Answer.notFound("area") }
    guard place.level == 4 else { throw Answer.value("area", "报到须到社区一级", "one reports to a community") }
    guard let grid else { return }
    guard let below = try await transaction.first(AreaPlace.query(grid)), below.community == area, grid != area else {
      throw Answer.value("grid", "该网格或小区不在此社区内", "that grid or quarter does not lie in the community")
    }
  }

  func moveRegistration() async throws -> Reply {
    let id = try requiredID("id", .registration)
    let word = try required("state")
    // On the wire the community "receives"; the record then is active.
    guard let target = word == "received" ? .active : RegistrationState(rawValue: word) else {
      throw Answer.value("state", "没有这个状态", "there is no such state")
    }
    let reason = text("reason")
    return try await write { transaction in
      guard let held = try await transaction.first(RegistrationRow.held(id)) else { throw Answer.notFound("id") }
      if let revision, revision != Int(held.v) { throw Answer.stale(now: Int(held.v)) }
      guard let state = RegistrationState(rawValue: held.state) else { throw StoreError.fault("state \(held.state)") }
      guard let action = state.action(towards: target) else { throw Answer.denied() }
      let next = try state.decide(action, by: hands(over: held), hasReason: reason != nil)
      var receipt = held.receipt
      if next == .active, receipt == nil { receipt = try await transaction.nextReceipt(year: year) }
      let v = try await transaction.moveRegistration(id, to: next, receipt: receipt, reason: reason)
      if next == .active { try await transaction.rehome(registration: id) }
      try await transaction.audit(verb, objects: [code(.registration, id), code(.member, held.member)], fields: ["state"])
      return registrationFinal(id, next, receipt, v: v)
    }
  }

  /// What the asker is to that registration; where there is no unit, the community's staff speak for it.
  private func hands(over row: RegistrationRow) -> Set<Hand> {
    var hands: Set<Hand> = []
    if principal.role == .staff, principal.works(in: row.area) {
      hands.formUnion(row.unit == nil ? [.community, .unit] : [.community])
    }
    if principal.role == .unit, principal.speaks(for: row.unit) { hands.insert(.unit) }
    if principal.role == .member, principal.member == row.member { hands.insert(.member) }
    return hands
  }

  private func registrationFinal(_ id: Int64, _ state: RegistrationState, _ receipt: String?, v: Int32) -> Final {
    var fields = [Field("id", code(.registration, id)), Field("state", state.rawValue)]
    if let receipt { fields.append(Field("receipt", receipt)) }
    return Final(.ok, fields: fields + [Field("v", "\(v)")])
  }

  /// The year on the city's wall.
  private var year: Int { TimeText.date(now, in: environment.zone).parts.year }
}

extension RegistrationRow { fileprivate var key: [Int64] { [id] } }
