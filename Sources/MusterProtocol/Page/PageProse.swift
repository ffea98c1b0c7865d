extension ProtocolPage {
  static let grammarNotes = Bilingual(
    """
    一行带数据（literal），当且仅当最后一个以空格分开的词是 `{n}` 或 `name={n}`，不管这一行别处对不对：先按字节取走 n 字节和行尾，再看语法，
    免得坏行的数据被当成命令。n 是没有前导零的十进制数。数据是 UTF-8，可含换行和制表符，不可含其他控制字符。别处的 `{n}` 是 `BAD SYNTAX`。
    空行，行首、行尾的空格，标签后多余的空格，`name=` 之后什么都没有，同名参数两次：`BAD SYNTAX`，读得出标签就带上标签；空文字写 `name=""`。
    第一个 `=` 前不是名字的词是按位置的值。AUTH 的词照原样取，不加引号。一行或一段数据超过上限就无法再对齐：最后一行是 `BYE LIMIT/SIZE`，随后关闭。
    先查编码，再查语法、动词、参数名、必填、值，最后才查权限。
    """,
    """
    A line carries a literal exactly when its last blank-separated word is `{n}` or `name={n}`, whatever else is wrong with the
    line: n octets and a line end are taken before the line is parsed, so that a bad line's data never runs as commands. n is
    decimal without a leading zero. A literal is UTF-8 with line feeds and tabs allowed and no other control. `{n}` elsewhere is
    `BAD SYNTAX`. So are an empty line, a leading or trailing blank, more than one blank after the tag, `name=` with nothing
    behind it, and a name given twice; with the tag, if one was readable. The empty text is `name=""`. Where what stands before the
    first `=` is no name, the word is a positional value. AUTH's words are taken as they stand, without quotes. A line or literal
    over its limit cannot be brought into step again: its final is `BYE LIMIT/SIZE`, and the server closes. Checks come in this
    order: encoding, grammar, verb, names, missing arguments, values; rights are looked at last.
    """)

  static let json = Bilingual(
    """
    以 `{` 开头的一行是一个 JSON 对象：`{"verb":"ASSIGN","tag":"7","shift":"S-1","member":"M-88Q"}`。参数一律写名字；值是字符串，或与词写法相同的
    数字、`true`、`false`（只用于 yes/no）；`null`、数组、对象、同名两次是 `BAD ARG/VALUE`。`tag` 不带 `@`；`{` 之前另有标签是 `BAD SYNTAX`。
    转义出来的字符守同样的规矩。两种写法解出同一条命令。`SET format=json` 之后答复也是一行一个对象：`{"row":{列:文字或 null}}`、
    `{"event":"assignment","seq":"902",…}`、`{"more":"…"}`、`{"final":"NO","code":"STALE","now":"8","text":"…"}`，各带 `"tag"`。
    与 `final`、`code`、`text`、`tag`（事件：`event`、`seq`）同名的字段前加 `_`。
    """,
    """
    A line that begins with `{` is one JSON object: `{"verb":"ASSIGN","tag":"7","shift":"S-1","member":"M-88Q"}`. Arguments have
    names; values are strings, or numbers, `true` and `false` (for yes and no) spelt as in words; `null`, arrays, objects and names
    given twice are `BAD ARG/VALUE`. `tag` has no `@`; a tag before `{` as well is `BAD SYNTAX`. Escapes obey the same character
    rules. Both spellings decode to the same command. After `SET format=json` replies are objects too, one a line:
    `{"row":{column:text or null}}`, `{"event":"assignment","seq":"902",…}`, `{"more":"…"}`,
    `{"final":"NO","code":"STALE","now":"8","text":"…"}`, each with `"tag"`. A field named like one of the line's own keys (`final`,
    `code`, `text`, `tag`; of events `event`, `seq`) has a `_` before it.
    """)

  static let times = Bilingual(
    """
    出去的时间是带时差的 RFC 3339，用会话的时区；进来的带时差，或写 `2026-05-03T08:00`，按会话的时区（默认是城市的；`SET tz=` 更改）。
    不存在或出现两次的当地时间是 `BAD TIME/AMBIGUOUS`。区间半开，写 `from/to`。一条命令只有一个业务时刻，由服务器的时钟给出。

    编号是一个字母和一段短码：A 区划，V 阵地，U 单位，M 成员，T 服务队，E 活动，Q 活动系列，S 班次，N 需求，R 排班，P 派单，J 任务，W 关注，I 导入；不分大小写。
    成员和派单的编号无法由另一个猜出。不在您范围内的，与没有的，答复完全一样：`NO NOT-FOUND`。
    """,
    """
    Times go out as RFC 3339 with offset, in the session's zone. They come in with an offset, or as `2026-05-03T08:00` in the
    session's zone (the city's, until `SET tz=`). A local time that does not exist or exists twice is `BAD TIME/AMBIGUOUS`. Ranges
    are half open and written `from/to`. Business time is one value a command, given by the server's clock.

    An id is a letter and a short code: A area, V venue, U unit, M member, T team, E event, Q series of events, S shift, N need, R roster, P
    assignment, J job, W watch, I import; in any case. Those of members and assignments cannot be guessed from one another. What is
    out of your scope is answered exactly like what is not there: `NO NOT-FOUND`.
    """)

  static let versions = Bilingual(
    """
    版本 1 之内只增不改：新动词、可不写的参数、行尾的新列、问候和最后一行的新字段、更深的代码（`CONFLICT/…`）。不认识的字段请略过。`cols=` 固定列及其次序。
    `SET proto=2` 的答复是 `NO PROTO supported=1`。`HELP`、`HELP 动词`、`HELP verbs`（给程序）、`HELP errors` 和 `WHOAMI` 说明这台服务器会什么、您能做什么。
    """,
    """
    Within version 1 there are only additions: verbs, optional arguments, columns at the end, fields of the greeting and of finals,
    deeper codes (`CONFLICT/…`). Skip fields that you do not know. `cols=` pins columns and their order. `SET proto=2` is answered `NO
    PROTO supported=1`. `HELP`, `HELP verb`, `HELP verbs` (for programs), `HELP errors` and `WHOAMI` tell what this server speaks and
    what you may do.
    """)

  static let pages = Bilingual(
    """
    有行的答复先有 `# ` 列名，再有 `| ` 各行，字段以制表符分开，用 COPY 的转义（`\\t` `\\n` `\\r` `\\\\`），空值是 `\\N`。列表按页来：`limit=`（默认 100，最多
    1000），最后一行说 `rows=` 和 `more=`；`more=yes` 时以 `after=` 带上 `next=` 的游标续取。游标由服务器签封，只用于同一人、同一动词、同样的条件，
    服务器上不留状态。`cols=id,starts` 只要这些列，并按此次序。
    """,
    """
    A reply with rows has `# ` and the columns' names first, then `| ` and a row each: fields separated by tabs, with COPY's escapes
    (`\\t` `\\n` `\\r` `\\\\`), null as `\\N`. Lists come in pages: `limit=` (100 by default, 1000 at most); the final says `rows=` and
    `more=`; where it is `more=yes`, go on with the cursor of `next=` in `after=`. Cursors are sealed by the server and good for the
    same person, verb and filter only; the server keeps nothing for them. `cols=id,starts` wants these columns alone, in this
    order.
    """)

  static let clients = Bilingual(
    """
    打开连接，读一行；发 `AUTH TOKEN mst_…`，读到最后一行；之后发一行，读行直到首字节是字母，看首词。仓库里有二十行的客户端（Python、shell 加 nc、
    Swift：`Tests/Conformance/Clients`，由测试运行），有给解析器用的测试向量（`Tests/Conformance/Vectors/vectors.json`：每行解成什么，或因何被拒），
    有逐行的对话（`Tests/Conformance/Sessions`，由测试在进程内和经套接字播放）。会改数据的命令：先造一个 `key=`（16 至 64 个字符）并存盘，再发送；
    断线、`LATER`、`UNSURE` 之后用同一个 `key=` 重发，绝不会做两次。
    """,
    """
    Open the connection and read one line; send `AUTH TOKEN mst_…` and read to the final; then send a line and read lines until one
    begins with a letter, and look at its first word. The repository has clients of twenty lines (Python, shell with nc, Swift:
    `Tests/Conformance/Clients`, run by a test), test vectors for parsers (`Tests/Conformance/Vectors/vectors.json`: what each line
    parses to, or why it is refused), and dialogues line by line (`Tests/Conformance/Sessions`, played by tests in process and over
    sockets). For commands that change something: make a `key=` of 16 to 64 characters and save it before sending; after a lost
    connection, `LATER` or `UNSURE` repeat with the same `key=`, and it is never done twice.
    """)
}
