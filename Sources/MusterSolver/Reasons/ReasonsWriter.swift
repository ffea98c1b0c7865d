extension Instance {
  /// Open seats as JSON: one object a shift with `shift`, `open`, `counts` by reason, a sentence in each language, and `remedy`:
  /// the cheapest way to fill one more seat, or null.
  public func json(of openSeats: [OpenSeats]) -> [UInt8] {
    var out = Array("[".utf8)
    for (index, row) in openSeats.enumerated() {
      out.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
      out.append(contentsOf: "{\"shift\":".utf8)
      JSONText.append(shifts.ids[row.shift], to: &out)
      let counts = Reason.allCases.compactMap { reason in row.counts[reason].map { "\"\(reason.rawValue)\":\($0)" } }
      out.append(contentsOf: ",\"open\":\(row.open),\"counts\":{\(counts.joined(separator: ","))}".utf8)
      append(sentences: (row.chinese, row.english), to: &out)
      out.append(contentsOf: ",\"remedy\":".utf8)
      if let remedy = row.remedy { append(remedy, to: &out) } else { out.append(contentsOf: "null".utf8) }
      out.append(UInt8(ascii: "}"))
    }
    out.append(contentsOf: "]\n".utf8)
    return out
  }

  /// A remedy in a sentence of each language, with ids for names; also where there is none.
  public func sentences(on remedy: Remedy?) -> (chinese: String, english: String) {
    guard let remedy else { return (Remedy.noneChinese, Remedy.noneEnglish) }
    let member = { (number: Int) -> String in members.ids[number] }
    let shift = { (number: Int) -> String in shifts.ids[number] }
    return (remedy.chinese(member: member, shift: shift), remedy.english(member: member, shift: shift))
  }

  /// `kind` and `member`, `time`; of a move also `from`, `fromTime` and (unless the seat left stays open) `refill`, `refillTime`; then
  /// `gain` in points of score, or of a relaxation the `rule` and `by` how much.
  private func append(_ remedy: Remedy, to out: inout [UInt8]) {
    let new = remedy.assignment
    switch remedy {
    case .assign(_, let gain):
      append(kind: "assign", new, to: &out)
      out.append(contentsOf: ",\"gain\":\(gain)".utf8)
    case .move(_, let from, let refill, let gain):
      append(kind: "move", new, to: &out)
      out.append(contentsOf: ",\"from\":".utf8)
      JSONText.append(shifts.ids[Int(from.shift)], to: &out)
      out.append(contentsOf: ",\"fromTime\":\(from.time)".utf8)
      if let refill {
        out.append(contentsOf: ",\"refill\":".utf8)
        JSONText.append(members.ids[Int(refill.member)], to: &out)
        out.append(contentsOf: ",\"refillTime\":\(refill.time)".utf8)
      }
      out.append(contentsOf: ",\"gain\":\(gain)".utf8)
    case .relax(_, let relaxation):
      append(kind: "relax", new, to: &out)
      out.append(contentsOf: ",\"rule\":\"\(relaxation.rule.rawValue)\",\"by\":\(relaxation.amount)".utf8)
    }
    append(sentences: sentences(on: remedy), to: &out)
    out.append(UInt8(ascii: "}"))
  }

  private func append(kind: String, _ new: Triple, to out: inout [UInt8]) {
    out.append(contentsOf: "{\"kind\":\"\(kind)\",\"member\":".utf8)
    JSONText.append(members.ids[Int(new.member)], to: &out)
    out.append(contentsOf: ",\"time\":\(new.time)".utf8)
  }

  private func append(sentences: (chinese: String, english: String), to out: inout [UInt8]) {
    out.append(contentsOf: ",\"zh\":".utf8)
    JSONText.append(sentences.chinese, to: &out)
    out.append(contentsOf: ",\"en\":".utf8)
    JSONText.append(sentences.english, to: &out)
  }
}
