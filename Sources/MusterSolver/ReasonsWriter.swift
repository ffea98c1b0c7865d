extension Instance {
  /// Open seats as JSON: one object a shift with `shift`, `open`, `counts` by reason and a sentence in each language.
  public func json(of openSeats: [OpenSeats]) -> [UInt8] {
    var out = Array("[".utf8)
    for (index, row) in openSeats.enumerated() {
      out.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
      out.append(contentsOf: "{\"shift\":".utf8)
      JSONText.append(shifts.ids[row.shift], to: &out)
      let counts = Reason.allCases.compactMap { reason in row.counts[reason].map { "\"\(reason.rawValue)\":\($0)" } }
      out.append(contentsOf: ",\"open\":\(row.open),\"counts\":{\(counts.joined(separator: ","))},\"zh\":".utf8)
      JSONText.append(row.chinese, to: &out)
      out.append(contentsOf: ",\"en\":".utf8)
      JSONText.append(row.english, to: &out)
      out.append(UInt8(ascii: "}"))
    }
    out.append(contentsOf: "]\n".utf8)
    return out
  }
}
