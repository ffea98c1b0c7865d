extension ProtocolPage {
  static let login = Bilingual(
    """
    `OK muster proto=1 auth=SCRAM-SHA-256,TOKEN tls=yes maxline=8192 maxlit=65536 maxrows=1000 caps=JSON,BATCH,WATCH,KEYS -- HELP for help`

    问候说明登录的方式（强的在前）、是否加密、三个上限和会什么；AUTH 的 OK 再说一遍，另加角色、范围、时区和版本，降级因此看得出来。登录之前只能用标明 `*`
    且无须登录的动词，行最多 1,024 字节（AUTH 2,048）。

    - `AUTH TOKEN mst_编号_密文`：令牌由管理员用 `TOKEN add=` 颁发，只显示一次，服务器只存它的 SHA-256；可限动词、区划、来源地址和到期日。
    - `AUTH SCRAM-SHA-256 <base64>`（RFC 5802、7677）：服务器答 `+ <base64>`，客户端再发一行 base64（或 `*` 取消），最后一行带服务器的签名 `v=`。
      这一行不是命令，整个登录只有一个最后一行。口令不过网，迭代 600,000 次由客户端算；没有的用户与口令不对，答复完全一样。
    - `AUTH PEER`：只在 Unix 套接字上，凭系统用户，供运维使用。

    连错太多次之后答 `LATER LIMIT/RATE retry=`；从别处登录不受影响。令牌撤销、到期，账号停用或改权，已打开的会话下一条命令就失去权限。
    """,
    """
    `OK muster proto=1 auth=SCRAM-SHA-256,TOKEN tls=yes maxline=8192 maxlit=65536 maxrows=1000 caps=JSON,BATCH,WATCH,KEYS -- HELP for help`

    The greeting tells the ways of login (strongest first), whether the connection is encrypted, three limits, and what the server
    can do; the OK of AUTH says it again, with role, scope, zone and version, so that a downgrade is seen. Before login only verbs
    that are open to anyone may be used, and a line has at most 1,024 octets (AUTH 2,048).

    - `AUTH TOKEN mst_ID_SECRET`: the administrator makes tokens by `TOKEN add=`; each is shown once, and the server keeps its
      SHA-256 only. A token may be limited to verbs, an area, addresses and a day.
    - `AUTH SCRAM-SHA-256 <base64>` (RFC 5802, 7677): the server answers `+ <base64>`, the client sends one more line of base64 (or
      `*` to cancel), and the final has the server's signature in `v=`. That line is no command of its own: the whole login has one
      final. The password never travels, and the client pays for the 600,000 iterations. An unknown user is answered exactly like a
      wrong password.
    - `AUTH PEER`: on the Unix socket only, as this machine's user; the operator's way in.

    After too many failures the answer is `LATER LIMIT/RATE retry=`; logins from elsewhere are not held up. Where a token is revoked
    or runs out, an account is disabled or its rights change, sessions that are open lose them with their next command.
    """)

  static let repeats = Bilingual(
    """
    - **`key=`**：16 至 64 个字符，客户端造好、存盘，再发送。服务器把（账号、键）与命令的指纹、最后一行一起写进同一个事务，留 7 天。同样的命令再来，答存下的
      最后一行并加 `replayed=yes`；内容不同是 `NO KEY/REUSED`；还在做是 `LATER KEY/BUSY`。只存 OK：其余的什么都没变，重新判断。
    - **`if=`**：您看到的版本 `v`；已经变了是 `NO STALE now=`。
    - **整批**：`BEGIN key=…`，随后每条命令答 `OK queued=n`，`COMMIT` 在一个短事务里全做或全不做：`NO BATCH/FAILED at=17 code=CONFLICT/OVERLAP`；
      `COMMIT dry=yes` 做一遍再撤销，只说会怎样；`ROLLBACK` 丢掉。最多 500 条、1 MiB。客户端思考时没有打开的事务。
    """,
    """
    - **`key=`**: 16 to 64 characters, made and saved by the client before sending. The server writes (account, key), the command's
      fingerprint and the final line in the same transaction as the effect, and keeps them for 7 days. The same command again gets the
      stored final with `replayed=yes`; other content `NO KEY/REUSED`; while it still runs, `LATER KEY/BUSY`. Only OK is stored:
      whatever else was answered changed nothing and is decided anew.
    - **`if=`**: the revision `v` that you saw; where it has moved on, `NO STALE now=`.
    - **Batches**: `BEGIN key=…`, then each command is answered `OK queued=n`; `COMMIT` runs all in one short transaction, all or
      nothing: `NO BATCH/FAILED at=17 code=CONFLICT/OVERLAP`. `COMMIT dry=yes` does it and undoes it, and says what would have
      happened; `ROLLBACK` drops the queue. At most 500 commands and 1 MiB. No transaction is open while a client thinks.
    """)

  static let jobs = Bilingual(
    """
    `SOLVE` 答 `OK job=J-12`；`JOB J-12` 看进度和结果，`CANCEL J-12` 停止它，不留方案；`keep=yes` 留下目前最好的方案。结果是一份待发布的排班，由人 `PUBLISH`。

    `WATCH assignments event=E-214` 答 `OK watch=W-1 seq=880`，之后在答复与答复之间推来 `> 902 assignment id=P-1201 state=offered`：只有编号和代码。
    序号只增；断线后用 `since=` 续上，不丢、不重、不乱。跟不上（积压超过 4 MiB）或要的太旧，会明说 `gap`：重新读一遍，再接着听。`WATCH off=W-1` 停止。
    """,
    """
    `SOLVE` is answered `OK job=J-12`; `JOB J-12` shows progress and result, `CANCEL J-12` ends it and leaves no proposal; with
    `keep=yes` its best plan so far is one. The result is a proposal, which a person publishes by `PUBLISH`.

    `WATCH assignments event=E-214` is answered `OK watch=W-1 seq=880`; from then on lines such as `> 902 assignment id=P-1201
    state=offered` come between replies: ids and codes only. Numbers only rise; after a lost connection go on by `since=`: nothing
    is lost, doubled or out of order. Whoever falls behind (over 4 MiB wait) or asks for what is too old is told so by a `gap`: read
    again, then listen on. `WATCH off=W-1` ends it.
    """)
}
