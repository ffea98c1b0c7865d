import MusterDomain

extension VerbTable {
  private static let importId = Argument(
    "import", .identifier([.import]), required: true, positional: true, "导入编号", "the import's id")

  static let imports: [VerbRow] = [
    VerbRow(
      "IMPORT.NEW", .import, who: "c", [Argument("dry", .flag, "只检查，不写入", "checks only, writes nothing")], changes: true,
      fields: "id dry", "开始导入", "begins an import", example: "IMPORT.NEW dry=yes"),
    VerbRow(
      "IMPORT.PART", .import, who: "c",
      [
        importId, Argument("data", .literal, required: true, positional: true, "这一段的内容", "the part's content"),
        Argument("file", .word(maximum: 64), required: true, "文件名，例如 members.csv", "the file's name, such as members.csv"),
        Argument("part", .integer(1...100_000), required: true, "第几段，从 1 起", "the part's number, from 1"),
        Argument("encoding", .choice(["base64"]), "内容的编码；不写即文本", "how the content is written; text without it"),
      ],
      changes: true, fields: "id file part octets", codes: [.notFound, .conflictState], "上传一段", "uploads a part of a file",
      example: "IMPORT.PART I-3 file=areas.csv part=1 \"code,name\\n150802,临河区\\n\""),
    VerbRow(
      "IMPORT.RUN", .import, who: "c", [importId], changes: true, fields: "job state",
      codes: [.notFound, .conflictState, .limitSize], "检查并写入（后台任务）",
      "checks everything and loads it, as a job", example: "IMPORT.RUN I-3"),
    VerbRow(
      "IMPORT.ERRORS", .import, who: "c", [importId], pages: true, columns: "file line column code text", fields: "state",
      codes: [.notFound],
      "列出导入中的错误", "lists what is wrong with an import", example: "IMPORT.ERRORS I-3"),
  ]
}
