extension ProtocolPage {
  struct Chapter: Sendable {
    let title: Bilingual
    let body: Bilingual
  }

  static let title = Bilingual("线路协议 muster/1", "The line protocol, muster/1")

  static let summary = Bilingual(
    "musterd 与任何程序之间说的话：可以用 netcat 手打，任何语言一下午就能写出客户端。",
    "What goes between musterd and anyone who talks to it: pleasant to type with netcat, and a client of it is written in an afternoon."
  )

  static let overview = Bilingual(
    """
    一条连接：TCP 加 TLS（1.2 或更新；明文只在本机地址上），或本机的 Unix 套接字。服务器先说一行问候，之后客户端每发一行命令，服务器答若干行，
    最后一行以六个词之一开头，说明下一步该做什么：

    | 词 | 意思 |
    | --- | --- |
    | `OK` | 已做完，已落盘 |
    | `NO` | 拒绝，什么都没变；原样重发没有用 |
    | `BAD` | 没看懂，什么都没变 |
    | `LATER` | 什么都没变；`retry=` 秒后原样重发 |
    | `UNSURE` | 提交已发出，结果不明：用同一个 `key=` 重发 |
    | `BYE` | 服务器关闭连接 |

    程序只需看首词、代码和字段；` -- ` 之后是给人看的一句话（`SET lang=en` 换英文），会改，不要解析。每行（可有的标签之后）的首字节说明它是什么：
    `#` 列名，`|` 一行数据，`+` 登录中服务器还要一行，`>` 事件，字母是最后一行。一条连接上的命令逐条执行，次序不变；标签原样带回，不改变次序。
    最多读入 64 条未答的命令，之后服务器停读。只要连接还开着，N 行命令正好 N 个最后一行，不论输入是什么。
    不认识的参数、写错的值都会说出来；没有什么被悄悄截断、忽略或改写。
    """,
    """
    One connection: TCP with TLS (1.2 or newer; plain text on loopback only), or the machine's Unix socket. The server says one
    line of greeting; then it answers each command line with lines of which the last begins with one of six words that says
    what to do next:

    | word | meaning |
    | --- | --- |
    | `OK` | done and durable |
    | `NO` | refused, nothing changed; the same again is of no use |
    | `BAD` | not understood, nothing changed |
    | `LATER` | nothing changed; repeat unchanged after `retry=` seconds |
    | `UNSURE` | the commit was sent and its outcome is not known: repeat with the same `key=` |
    | `BYE` | the server closes |

    A program needs the first word, the code and the fields; what stands after ` -- ` is a sentence for people (`SET lang=en`
    for English), which may change: do not parse it. The first octet of a line, behind a tag if there is one, says what it is:
    `#` column names, `|` a row, `+` the server needs one more line to log you in, `>` an event, a letter the final line. One
    connection's commands run one at a time, in order; tags are echoed and reorder nothing. Up to 64 commands are read ahead, then
    the server stops reading. As long as the connection is open, N command lines get exactly N final lines, whatever they hold.
    An unknown argument or a wrong value is told; nothing is silently cut, ignored or coerced.
    """)

  static let chapters: [Chapter] = [
    Chapter(
      title: Bilingual("语法", "Grammar"),
      body: Bilingual("```\n\(grammar)\n```\n\n\(grammarNotes.chinese)", "```\n\(grammar)\n```\n\n\(grammarNotes.english)")),
    Chapter(title: Bilingual("JSON 写法", "The JSON spelling"), body: json),
    Chapter(title: Bilingual("问候与登录", "Greeting and login"), body: login),
    Chapter(title: Bilingual("时间与编号", "Times and ids"), body: times),
    Chapter(title: Bilingual("重发、版本与整批", "Repeats, revisions and batches"), body: repeats),
    Chapter(title: Bilingual("行、分页与列", "Rows, pages and columns"), body: pages),
    Chapter(title: Bilingual("任务与事件", "Jobs and events"), body: jobs),
    Chapter(title: Bilingual("版本", "Versions"), body: versions),
    Chapter(title: Bilingual("写一个客户端", "Writing a client"), body: clients),
  ]
}
