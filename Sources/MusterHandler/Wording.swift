import MusterDomain

/// What people call states and actions. The wire's own words stand beside the Chinese, for whoever has to type them.
enum Wording {
  /// `checked_in` → `checked-in`: as the wire spells it.
  static func wire(_ word: String) -> String { word.replacing("_", with: "-") }

  /// `已签到（checked-in）`; a state without a name as it stands.
  static func state(_ state: String) -> String { named(state, states) }

  /// `签到（check-in）`, or for a step to a new state `改为已取消（cancelled）`.
  static func action(_ action: String) -> String {
    if let name = actions[wire(action)] { return "\(name)（\(wire(action))）" }
    return states[wire(action)] == nil ? wire(action) : "改为\(named(action, states))"
  }

  /// `单位或社区`.
  static func hands(_ hands: [Hand]) -> String { hands.isEmpty ? "日历" : hands.map(name).joined(separator: "或") }

  private static func name(_ hand: Hand) -> String {
    switch hand {
    case .community: "社区"
    case .unit: "单位"
    case .member: "本人"
    case .leader: "服务队长"
    case .reporter: "报需求的人"
    }
  }

  /// Every name there is, for the test that none is missing.
  static var allNames: (states: Set<String>, actions: Set<String>) { (Set(states.keys), Set(actions.keys)) }

  private static func named(_ word: String, _ names: [String: String]) -> String {
    names[wire(word)].map { "\($0)（\(wire(word))）" } ?? wire(word)
  }

  private static let states: [String: String] = [
    "offered": "待答复", "accepted": "已接受", "declined": "已谢绝", "expired": "已过期", "withdrawn": "已撤回", "released": "已收回",
    "checked-in": "已签到", "served": "已服务", "absent": "缺席", "excused": "请假", "draft": "草稿", "published": "已发布",
    "cancelled": "已取消", "closed": "已结束", "settled": "已结算", "reported": "已登记", "scheduled": "已排定", "rated": "已评价",
    "rejected": "不受理", "merged": "已合并", "handed-over": "已转办", "drafted": "填写中", "submitted": "已提交", "approved": "单位已审核",
    "active": "已报到", "transferred": "已转出", "exempt": "免除", "left": "已离开", "queued": "排队中", "running": "进行中", "done": "已完成",
    "failed": "失败", "proposed": "待发布", "superseded": "已被取代", "open": "开放", "sent": "已发送", "dead": "发送失败",
    "dropped": "不再发送", "asked": "申请加入", "invited": "已邀请", "refused": "未同意",
    "claimed": "已认领", "held": "在岗", "ended": "已卸任", "lapsed": "任期已满",
  ]

  private static let actions: [String: String] = [
    "accept": "接受", "decline": "谢绝", "expire": "过期", "withdraw": "撤回", "release": "收回", "check-in": "签到", "check-out": "签退",
    "enter-hours": "补录时长", "mark-absent": "记缺席", "excuse": "准假", "offer-again": "再次邀约", "claim-again": "再次认领", "undo": "撤销电话代答",
    "swap": "换班",
    "follow": "随班次改期", "ask-again": "改期后重新征求", "open": "开放",
    "assign": "派单或认领", "publish": "发布",
    "cancel": "取消", "settle": "结算", "SETTLE": "结算", "register": "报到", "move": "改期", "send-again": "重新发送", "drop": "放弃",
    "change": "修改", "close": "结束",
    "reopen": "重新开放", "reject": "不受理", "merge": "合并", "hand-over": "转办", "schedule": "排定", "unschedule": "退回待排",
    "serve": "登记服务", "rate": "评价", "submit": "提交报到", "enter": "直接登记", "approve": "单位审核", "receive": "接收", "transfer": "转出",
    "exempt": "免除", "resume": "恢复报到", "leave": "离开", "ask": "申请加入", "invite": "邀请", "admit": "同意加入", "refuse": "不同意",
    "take-back": "撤回", "dismiss": "请离", "agree": "同意认领", "end": "卸任", "lapse": "期满", "prolong": "延长任期", "renew": "续任",
    "keep": "保留方案",
  ]
}
