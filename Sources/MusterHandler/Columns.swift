import MusterProtocol

/// `cols=`: the one place where it is applied, after whichever handler answered. A reply without rows has nothing to pin.
enum Columns {
  static func pin(_ reply: Reply, to command: Command) throws -> Reply {
    guard let names = command.arguments["cols"], let table = reply.table else { return reply }
    guard let pinned = table.picking(names.split(separator: ",").map(String.init)) else {
      let there = table.columns
      throw Answer.value(
        "cols", "cols= 只能写这些列：\(there.joined(separator: "、"))", "cols= takes these columns: \(there.joined(separator: ", "))")
    }
    var reply = reply
    reply.table = pinned
    return reply
  }
}
