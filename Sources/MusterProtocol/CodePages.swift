extension Codes {
  static let login: [CodePage] = [
    CodePage(
      .authRequired, .no, chinese: ("尚未登录。", "先用 AUTH 登录；在本机用 AUTH PEER。"),
      english: ("Nobody is logged in.", "Log in with AUTH first; on the machine itself AUTH PEER does.")),
    CodePage(
      .authFailed, .no, chinese: ("账号、密码或令牌不对，已撤销、已到期、已停用，或不许从此处登录；不说是哪一样。", "核对后再试；仍不行，请找管理员。"),
      english: (
        "Account, password or token is wrong, revoked, run out, disabled, or not for this address; which one is not said.",
        "Check them and try again; if that does not help, ask the administrator."
      )),
    CodePage(
      .authExpired, .no, .bye, chinese: ("登录已失效：令牌撤销或到期，密码已改，或账号停用。", "重新登录；令牌失效的向管理员要新的。"),
      english: (
        "The login no longer holds: token revoked or run out, password changed, or account disabled.",
        "Log in again; for a token that no longer holds ask the administrator for a new one."
      )),
    CodePage(
      .denied, .no, chinese: ("您的角色或令牌不能用这个动词。", "HELP 列出您能用的动词。"),
      english: ("Your role or your token may not use this verb.", "HELP lists the verbs that you may use.")),
  ]

  static let request: [CodePage] = [
    CodePage(
      .syntax, .bad, .bye, chinese: ("这一行不合语法。", "看句中指出的地方；含空格的值加双引号。"),
      english: ("The line does not follow the grammar.", "See the place named; put values with blanks in quotes.")),
    CodePage(
      .encoding, .bad, chinese: ("这一行含有不是 UTF-8 的字节或控制字符。", "用 UTF-8 发送，行尾用 LF 或 CRLF。"),
      english: ("The line has octets that are not UTF-8, or control characters.", "Send UTF-8, and end lines with LF or CRLF.")),
    CodePage(
      .verb, .bad, chinese: ("没有这个动词。", "看 near=；HELP 列出全部动词。"),
      english: ("There is no such verb.", "See near=; HELP lists the verbs.")),
    CodePage(
      .argumentMissing, .bad, chinese: ("缺少必填参数。", "补上 arg= 所说的参数；HELP 动词 有例子。"),
      english: ("A required argument is missing.", "Add the one that arg= names; HELP verb shows an example.")),
    CodePage(
      .argumentUnknown, .bad, chinese: ("这个动词没有这个参数。", "看 near=；HELP 动词 列出参数。"),
      english: ("The verb has no such argument.", "See near=; HELP verb lists the arguments.")),
    CodePage(
      .argumentValue, .bad, chinese: ("参数的值写法不对，或日期不存在。", "按句中的例子写。"),
      english: (
        "The value is not of the argument's kind, or names a date that does not exist.", "Write it like the example given."
      )),
    CodePage(
      .timeAmbiguous, .bad, chinese: ("这个当地时间不存在或出现两次（夏令时）。", "写上时差，例如 +08:00。"),
      english: ("This local time does not exist or comes twice (summer time).", "Give the offset, such as +08:00.")),
    CodePage(
      .limitSize, .bye, .bad, .no, chinese: ("一行、一个值、一段数据、一批或一次导入超过上限。", "分成几条、几批或几次发送。"),
      english: ("A line, a value, a literal, a batch or an import is over its limit.", "Send it in several pieces.")),
    CodePage(
      .limitArguments, .bad, chinese: ("参数超过 64 个。", "分成几条命令发送。"),
      english: ("There are more than 64 arguments.", "Send several commands.")),
    CodePage(
      .limitRows, .bad, .no, chinese: ("一页要的行数超过上限。", "把 limit= 改小，用 next= 给的游标翻页。"),
      english: ("More rows than a page may have.", "Lower limit= and go on with the cursor in next=.")),
    CodePage(
      .limitRate, .later, chinese: ("命令发得太快。", "等 retry= 秒再发同一条。"),
      english: ("Commands come too fast.", "Repeat after retry= seconds.")),
    CodePage(
      .limitConnections, .bye, chinese: ("连接太多。", "关掉不用的连接，稍后再连。"),
      english: ("There are too many connections.", "Close those not in use and connect again later.")),
    CodePage(
      .limitWatches, .no, chinese: ("一个连接上的订阅太多。", "用 WATCH off= 停掉一个，或合用条件更宽的订阅。"),
      english: ("The connection watches too much already.", "End one with WATCH off=, or watch less narrowly.")),
    CodePage(
      .proto, .no, chinese: ("服务器不说这个版本的协议。", "用 supported= 所列的版本。"),
      english: ("The server does not speak this version.", "Use one that supported= lists.")),
    CodePage(
      .keyReused, .no, chinese: ("这个 key= 已用于另一条命令。", "新命令用新的 key=。"),
      english: ("This key= was used for another command.", "Make a new key= for a new command.")),
    CodePage(
      .keyBusy, .later, chinese: ("同一 key= 的命令还在执行。", "等 retry= 秒，用同一 key= 重发。"),
      english: ("A command with this key= is still running.", "Repeat with the same key= after retry= seconds.")),
    CodePage(
      .batchFailed, .no, chinese: ("批中第 at= 条不成，全部未做。", "改正那一条，整批重发。"),
      english: ("Command at= of the batch failed; none was done.", "Correct it and send the whole batch again.")),
  ]

  static let rules: [CodePage] = [
    CodePage(
      .notFound, .no, chinese: ("没有，或不在您的范围内。", "核对编号；用复数动词列出您能看到的。"),
      english: ("There is none, or it is outside your scope.", "Check the id; the plural verb lists what you may see.")),
    CodePage(
      .exists, .no, chinese: ("已经有了。", "用已有的那一个；其编号在 id=。"),
      english: ("It exists already.", "Use the existing one; its id is in id=.")),
    CodePage(
      .stale, .no, chinese: ("您看过之后别人改过。", "重新读取，用 now= 的版本作 if= 再试。"),
      english: ("Somebody changed it after you read it.", "Read it again and repeat with if= set to now=.")),
    CodePage(
      .conflictOverlap, .no, chinese: ("此人此时已在别处接单，或场地已占用。", "换人、换时间或换场地。"),
      english: ("The member is engaged elsewhere at that time, or the venue is taken.", "Choose another member, time or venue.")
    ),
    CodePage(
      .conflictFull, .no, chinese: ("名额已满。", "SHIFTS state=open 列出还缺人的班次。"),
      english: ("All seats are taken.", "SHIFTS state=open lists shifts that want people.")),
    CodePage(
      .conflictState, .no, chinese: ("现在的状态不允许这样做。", "看 state=：先做该做的一步。"),
      english: ("Its present state does not allow this.", "See state= and take the step that comes first.")),
    CodePage(
      .conflictRule, .no, chinese: ("违反一条硬规则（见 rule=）。", "WHY 逐条说明；换人或换班次。"),
      english: ("A hard rule forbids it (see rule=).", "WHY explains rule by rule; choose another member or shift.")),
    CodePage(
      .consentMissing, .no, chinese: ("缺少本人或监护人的同意。", "先征得同意并登记。"),
      english: ("The member's or guardian's consent is missing.", "Obtain it and enter it first.")),
    CodePage(
      .importFailed, .no, chinese: ("导入有错误的行，全部未导入。", "IMPORT.ERRORS 列出每一处；改正后重新导入。"),
      english: ("The import has bad rows; nothing was imported.", "IMPORT.ERRORS lists each; correct them and import again.")),
  ]

  static let store: [CodePage] = [
    CodePage(
      .storeDown, .later, chinese: ("数据库暂时不可用，什么都没有改。", "等 retry= 秒，原样重发。"),
      english: ("The database is away; nothing changed.", "Repeat unchanged after retry= seconds.")),
    CodePage(
      .storeFull, .later, chinese: ("数据库的磁盘已满，只能读。", "请运维清理磁盘；之后原样重发。"),
      english: ("The database's disk is full; only reading works.", "The operator must make room; then repeat unchanged.")),
    CodePage(
      .storeReadOnly, .later, chinese: ("数据库正在切换，暂时只读。", "等 retry= 秒，原样重发。"),
      english: ("The database is failing over and is read-only.", "Repeat unchanged after retry= seconds.")),
    CodePage(
      .pool, .later, chinese: ("数据库连接都在用。", "等 retry= 秒，原样重发。"),
      english: ("All database connections are in use.", "Repeat unchanged after retry= seconds.")),
    CodePage(
      .contention, .later, chinese: ("多人同时改同一处，几次都没轮到。", "等 retry= 秒，原样重发。"),
      english: ("Many change the same thing at once and several tries lost.", "Repeat unchanged after retry= seconds.")),
    CodePage(
      .timeout, .later, .bye, chinese: ("超过时限：命令什么都没有改；或连接太久没有动静。", "原样重发；或重新连接。"),
      english: (
        "It took too long: the command changed nothing, or the connection was silent.", "Repeat unchanged, or connect again."
      )),
    CodePage(
      .draining, .bye, .later, chinese: ("服务器正在停下。", "稍后重新连接，原样重发。"),
      english: ("The server is shutting down.", "Connect again shortly and repeat unchanged.")),
    CodePage(
      .commit, .unsure, chinese: ("提交时断线，不知是否已成。", "用同一 key= 重发，不会做两次。"),
      english: (
        "The connection was lost during the commit; the outcome is not known.",
        "Repeat with the same key=: it is never done twice."
      )),
    CodePage(
      .internal, .no, .bye, chinese: ("服务器自身的错误。", "把 id= 告诉运维。"),
      english: ("The server itself is at fault.", "Tell the operator the id=.")),
  ]
}
