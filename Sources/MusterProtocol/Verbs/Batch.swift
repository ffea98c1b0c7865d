import MusterDomain

extension VerbTable {
  static let batch: [VerbRow] = [
    VerbRow(
      "BEGIN", .batch, who: "*", [.key], fields: "queued", codes: [.conflictState], "开始一批：此后的更改先排队，COMMIT 时一起做",
      "begins a batch: changes that follow are queued, and done together by COMMIT", example: "BEGIN key=5f2c81d0a94b4c7e"),
    VerbRow(
      "COMMIT", .batch, who: "*",
      [
        Argument(
          "dry", .flag, "只试，全部撤回，队列保留", "tries all of it, undoes it and keeps the queue; ids in its rows are not those to come")
      ],
      changes: true, keyed: false, columns: "n verb id v fields", fields: "commands dry",
      codes: [.batchFailed, .conflictState],
      "执行排队的命令，全部成功或全部不做", "does what is queued, all or nothing", example: "COMMIT dry=yes"),
    VerbRow(
      "ROLLBACK", .batch, who: "*", [], fields: "dropped", codes: [.conflictState], "放弃排队的命令", "drops what is queued",
      example: "ROLLBACK"),
  ]
}
