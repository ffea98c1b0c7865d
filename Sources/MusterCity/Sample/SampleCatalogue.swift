/// The domains and skills of a made-up city, and what its events and needs are called.
enum SampleCatalogue {
  struct Domain {
    let code: String
    let name: String
    /// Its share of events, needs and wishes, per cent.
    let weight: Int
    let events: [String]
    /// What residents ask for that takes no particular skill.
    let needs: [String]
  }

  static let domains: [Domain] = [
    Domain(
      code: "care", name: "医养结合", weight: 12,
      events: ["敬老义诊", "健康知识讲座", "慢病随访日", "失能老人家庭照护课堂", "夕阳红康养活动", "无偿献血宣传"],
      needs: ["代取药品", "陪同就医", "陪同散步聊天", "代约挂号"]),
    Domain(
      code: "education", name: "教育成长", weight: 16,
      events: ["四点半课堂", "假期托管班", "亲子阅读会", "青少年科普日", "夕阳红学堂", "家庭教育讲座", "书画辅导课"],
      needs: ["陪孩子写作业", "圆一个微心愿：书包", "圆一个微心愿：台灯", "接孩子放学"]),
    Domain(
      code: "safety", name: "社区平安", weight: 12,
      events: ["平安夜巡", "消防安全演练", "反诈宣传", "电动车安全整治", "燃气安全入户", "交通文明劝导"],
      needs: ["加装楼道扶手", "更换防盗网锁扣", "检查燃气软管", "安装烟感报警器"]),
    Domain(
      code: "livable", name: "宜居服务", weight: 14,
      events: ["清洁家园行动", "楼道堆物清理", "义务植树", "垃圾分类宣传", "雨后清淤", "飞线整治", "绿地认养"],
      needs: ["清理楼道杂物", "打扫房间", "擦洗窗户", "修剪门前树枝"]),
    Domain(
      code: "livelihood", name: "民生服务", weight: 30,
      events: ["便民服务集市", "邻里百家宴", "跳蚤市场", "惠民文艺演出", "冬衣捐赠", "政策咨询日", "便民理发", "困难家庭走访"],
      needs: ["代购米面油", "代取快递", "更换灯泡", "帮缴水电费", "节日探望", "圆一个微心愿：电饭锅"]),
    Domain(
      code: "governance", name: "社区治理", weight: 16,
      events: ["居民说事会", "小区议事会", "楼栋长培训", "物业恳谈会", "红色观影", "民情大走访", "网格开放日"],
      needs: ["代填议事意见表", "协调门前停车", "帮读社区通知", "张贴楼栋公约"]),
  ]

  struct Skill {
    let code: String
    let name: String
    /// The share of members who have it.
    let share: Double
    /// Certificates of this skill may expire.
    let expires: Bool
    /// What a person with it is called on an event.
    let role: String
    let needs: [String]
  }

  static func skills(_ profile: SampleProfile) -> [Skill] {
    let tongue =
      profile.isInnerMongolia
      ? Skill(code: "mongolian", name: "蒙古语", share: 0.08, expires: false, role: "蒙古语翻译", needs: ["陪牧区老人办手续翻译", "帮读蒙汉双语通知"])
      : Skill(code: "hakka", name: "客家话", share: 0.08, expires: false, role: "客家话解说", needs: ["陪老人办手续翻译", "帮读政策通知"])
    return [
      Skill(code: "driving", name: "驾驶", share: 0.22, expires: true, role: "接送司机", needs: ["送老人去医院复查", "接送行动不便居民", "帮运旧家具"]),
      Skill(code: "lifting", name: "搬运", share: 0.15, expires: false, role: "搬运组", needs: ["帮搬重物上楼", "帮挪大件家具"]),
      Skill(code: "first-aid", name: "急救", share: 0.10, expires: true, role: "急救保障", needs: ["居家安全隐患排查", "教用急救药箱"]), tongue,
      Skill(code: "teaching", name: "辅导教学", share: 0.07, expires: false, role: "讲师", needs: ["辅导小学生作业", "教写毛笔字", "陪读英语"]),
      Skill(code: "elder-care", name: "养老护理", share: 0.06, expires: true, role: "陪护员", needs: ["陪伴独居老人", "上门助浴", "帮老人理发洗头"]),
      Skill(code: "it", name: "信息技术", share: 0.06, expires: false, role: "设备保障", needs: ["教老人用智能手机", "修理家用电脑", "帮办网上认证"]),
      Skill(code: "mediation", name: "调解", share: 0.04, expires: false, role: "调解员", needs: ["邻里噪声调解", "楼道堆物调解"]),
      Skill(code: "medical", name: "医护", share: 0.03, expires: true, role: "义诊医生", needs: ["上门测血压血糖", "术后换药指导"]),
      Skill(code: "legal", name: "法律", share: 0.02, expires: false, role: "法律顾问", needs: ["劳动合同咨询", "遗嘱公证咨询"]),
      Skill(code: "electrician", name: "电工", share: 0.02, expires: true, role: "电工", needs: ["检修室内线路", "更换老化插座"]),
    ]
  }

  static let plainRoles: [(String, Int)] = [("服务员", 34), ("现场秩序", 24), ("引导员", 16), ("宣传员", 16), ("后勤组", 10)]
  /// The skill that a role of an event asks for, per cent, as the roster's instances have them.
  static let roleSkills: [(String, Int)] = [
    ("medical", 18), ("first-aid", 30), ("tongue", 16), ("driving", 10), ("it", 10), ("teaching", 8), ("legal", 8),
  ]
  static let needSkills: [(String, Int)] = [
    ("", 52), ("medical", 6), ("first-aid", 4), ("tongue", 6), ("driving", 6), ("teaching", 5), ("legal", 3),
    ("electrician", 4),
    ("it", 3), ("lifting", 4), ("elder-care", 5), ("mediation", 2),
  ]
  static let teamStyles: [String] = ["先锋", "暖心", "红马甲", "夕阳红", "邻里", "微光", "平安", "爱心", "护苗", "连心桥", "红石榴", "绿家园", "银龄", "青春"]
}
