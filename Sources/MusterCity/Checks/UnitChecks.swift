extension CityChecks {
  func checkUnits() {
    var parents = knownUnits.compactMapValues { $0 }
    for row in city.units.rows.reversed() { parents[row.code] = row.parent }
    let cycles = nodesOnCycles(city.units.rows.lazy.map(\.code)) { parents[$0] }
    for row in city.units.rows {
      require(row.parent, in: units, row, "parent")
      if cycles.contains(row.code) {
        refuse(row, "parent", .treeCycle, "上级链条绕回自身", "its parents lead back to itself")
      }
    }
  }

  func checkPairings() {
    var bonds: [String: [PairingRow]] = [:]
    for row in city.pairings.rows {
      require(row.unit, in: units, row, "unit")
      require(row.area, row, "area", level: .community)
      let bond = "\(row.unit) \(row.area) \(row.kind.rawValue)"
      // The same first day is a duplicate key, and said so.
      if let clash = bonds[bond, default: []].first(where: { $0.from != row.from && overlap($0, row) }) {
        refuse(row, "from", .overlap, "与第 \(clash.line) 行的时间重叠", "overlaps the pairing on line \(clash.line) in time")
      }
      bonds[bond, default: []].append(row)
    }
  }

  private func overlap(_ a: PairingRow, _ b: PairingRow) -> Bool {
    (a.to.map { $0 >= b.from } ?? true) && (b.to.map { $0 >= a.from } ?? true)
  }
}
