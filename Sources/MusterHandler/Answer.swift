import MusterDomain
import MusterProtocol
import MusterSolver
import MusterStore

/// A sentence for people, in both languages of the interface.
struct Sentence: Hashable, Sendable {
  let chinese: String
  let english: String

  init(_ chinese: String, _ english: String) {
    self.chinese = chinese
    self.english = english
  }

  func said(in language: Language) -> String { language.choose(chinese, english) }
}

/// A refusal on its way to the client: the one error that handlers throw on purpose.
struct Answer: Error, Hashable, Sendable {
  let word: Word
  let code: Code
  let fields: [Field]
  let sentence: Sentence

  init(_ word: Word, _ code: Code, _ fields: [Field] = [], _ chinese: String, _ english: String) {
    self.word = word
    self.code = code
    self.fields = fields
    sentence = Sentence(chinese, english)
  }

  func reply(in language: Language) -> Reply {
    Reply(Final(word, code, fields: fields, text: sentence.said(in: language)))
  }

  /// The same answer for "not there" and "there, but not yours".
  static func notFound(_ argument: String) -> Answer {
    let what = named[argument].map { "\($0)（\(argument)）" } ?? argument
    return Answer(
      .no, .notFound, [Field("arg", argument)], "没有这个\(what)，或不在您的范围内", "\(argument): no such thing, or out of your scope")
  }

  private static let named = [
    "id": "编号", "area": "区划", "in": "区划", "under": "区划", "unit": "单位", "team": "服务队", "member": "成员", "shift": "班次",
    "event": "活动", "domain": "行业联盟", "skill": "特长", "venue": "阵地", "grid": "网格", "topic": "主题", "import": "导入", "diff": "排班",
    "name": "账号", "add": "账号", "revoke": "令牌", "set": "令牌", "user": "账号",
  ]

  static func stale(now: Int) -> Answer {
    Answer(.no, .stale, [Field("now", "\(now)")], "别人已改过，请重新读取后再试", "somebody changed it meanwhile: read it again")
  }

  static func value(_ argument: String, _ chinese: String, _ english: String) -> Answer {
    Answer(.bad, .argumentValue, [Field("arg", argument)], chinese, english)
  }

  static func missing(_ argument: String, _ chinese: String, _ english: String) -> Answer {
    Answer(.bad, .argumentMissing, [Field("arg", argument)], chinese, english)
  }

  static func denied(_ chinese: String = "您的角色不能这样做", _ english: String = "your role may not do this") -> Answer {
    Answer(.no, .denied, chinese, english)
  }

  init(_ word: Word, _ code: Code, _ chinese: String, _ english: String) { self.init(word, code, [], chinese, english) }
}

extension Answer {
  /// What a decision's refusal reads as.
  init(_ refusal: Refusal, zone: ZoneRules) {
    switch refusal {
    case .notFrom(let state, let action, let allowed):
      let states = allowed.map(Wording.state).joined(separator: "、")
      self.init(
        .no, .conflictState, [Field("state", Wording.wire(state))],
        "现在是\(Wording.state(state))，不能\(Wording.action(action))" + (allowed.isEmpty ? "" : "；须是\(states)时"),
        "it is \(Wording.wire(state)): \(Wording.wire(action)) is not possible"
          + (allowed.isEmpty ? "" : "; it must be \(allowed.map(Wording.wire).joined(separator: " or "))"))
    case .notTheirs(let action, let whose):
      let (chinese, english) = (Wording.hands(whose), whose.map(\.rawValue).joined(separator: " or "))
      self.init(
        .no, .denied, "\(Wording.action(action))由\(chinese)决定", "\(Wording.wire(action)) is for the \(english) to decide")
    case .tooEarly(let action, let date):
      self.init(
        .no, .conflictState, [Field("opens", date.description)], "\(date) 起才能\(Wording.action(action))",
        "\(Wording.wire(action)) opens on \(date)")
    case .sameHand(let action):
      self.init(
        .no, .denied, "建活动的人不能独自认定时长：\(Wording.action(action))须由另一人做",
        "nobody both creates an event and alone grants its hours: \(Wording.wire(action)) takes another person")
    case .outsideWindow(let action, let opens, let closes):
      let from = opens.map { TimeText.rfc3339($0, in: zone) }
      let to = closes.map { TimeText.rfc3339($0, in: zone) }
      let fields = [from.map { Field("opens", $0) }, to.map { Field("closes", $0) }].compactMap { $0 }
      let name = Wording.action(action)
      let (chinese, english) =
        switch (from, to) {
        case (let from?, let to?): ("\(name)的时间是 \(from) 到 \(to)", "\(Wording.wire(action)) is open from \(from) to \(to)")
        case (let from?, nil): ("\(from) 起才能\(name)", "\(Wording.wire(action)) opens at \(from)")
        case (nil, let to?): ("\(to) 之后不能再\(name)", "\(Wording.wire(action)) closed at \(to)")
        case (nil, nil): ("现在不能\(name)", "\(Wording.wire(action)) is not open now")
        }
      self.init(.no, .conflictState, fields, chinese, english)
    case .full(let seats):
      self.init(.no, .conflictFull, [Field("seats", "\(seats)")], "\(seats) 个名额已满", "all \(seats) seats are taken")
    case .overlap:
      self.init(.no, .conflictOverlap, "该时间已有别的安排", "already accepted elsewhere at that time")
    case .rule(let rule):
      let asked = Rule(rawValue: rule).map { ("（须\($0.chinese)）", " (\($0.english))") } ?? ("", "")
      self.init(
        .no, .conflictRule, [Field("rule", rule)], "不合规则 \(rule)\(asked.0)", "the rule \(rule) is not kept\(asked.1)")
    case .reasonMissing(let action):
      self.init(
        .bad, .argumentMissing, [Field("arg", "reason")], "\(Wording.action(action))须写明 reason=",
        "\(Wording.wire(action)) needs reason=")
    }
  }

  /// What the store's trouble reads as. `id` names the log's line for our own faults.
  init(_ error: StoreError, id: String) {
    switch error {
    case .overlap: self.init(.no, .conflictOverlap, "该时间已有别的安排", "already accepted elsewhere at that time")
    case .full: self.init(.no, .conflictFull, "名额已满", "all seats are taken")
    case .venueTaken: self.init(.no, .conflictOverlap, "阵地在该时间已被占用", "the venue is taken at that time")
    case .exists: self.init(.no, .exists, "已经有了", "it exists already")
    case .missing: self.init(.no, .notFound, "所指的一项不存在", "something it names does not exist")
    case .constraint: self.init(.no, .conflictState, "与已有的记录相抵触", "it contradicts what is on record")
    case .denied: self.init(.no, .notFound, "没有这一项，或不在您的范围内", "no such thing, or out of your scope")
    case .rightsChanged: self.init(.no, .authExpired, "账号的权限已变，请重新登录", "the account's rights have changed: log in again")
    case .down:
      self.init(.later, .storeDown, [Field("retry", "2")], "数据库暂时连不上，什么都没有改变", "the database is away, nothing changed")
    case .diskFull: self.init(.later, .storeFull, [Field("retry", "30")], "磁盘已满，什么都没有改变", "the disk is full, nothing changed")
    case .readOnly:
      self.init(
        .later, .storeReadOnly, [Field("retry", "2")], "数据库正在切换，什么都没有改变", "the database is switching over, nothing changed")
    case .contention:
      self.init(.later, .contention, [Field("retry", "1")], "许多人同时在改，请再试", "many are changing the same thing: try again")
    case .timeout: self.init(.later, .timeout, [Field("retry", "5")], "用时过长，什么都没有改变", "it took too long, nothing changed")
    case .poolExhausted: self.init(.later, .pool, [Field("retry", "1")], "正忙，请再试", "busy: try again")
    case .commitUnknown:
      self.init(
        .unsure, .commit, [Field("retry", "2")], "提交时断线，结果不明：请用同一个 key= 再发",
        "connection lost while committing; repeat with the same key")
    case .keyReused: self.init(.no, .keyReused, "这个 key= 已用于另一条命令", "this key= stands for another command")
    case .keyBusy: self.init(.later, .keyBusy, [Field("retry", "1")], "同一个 key= 正在处理", "the same key= is being worked on")
    case .cancelled: self.init(.later, .timeout, [Field("retry", "1")], "已中断", "cancelled")
    case .fault: self.init(.no, .internal, [Field("id", id)], "内部错误，已记入日志：\(id)", "our own mistake, logged as \(id)")
    }
  }
}
