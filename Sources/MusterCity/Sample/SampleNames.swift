/// Made-up names of people, by how common their parts are. Any common name is someone's; none here is taken from a list
/// of persons, and a few that would name a well-known one are thrown again.
struct SampleNames {
  private var random: SampleRandom
  private let mongolianShare: Double

  init(seed: UInt64, profile: SampleProfile) {
    random = SampleRandom(seed: seed, label: "names")
    switch profile {
    case .ordos: mongolianShare = 0.12
    case .hulunbuir: mongolianShare = 0.10
    case .linhe: mongolianShare = 0.05
    case .longyan: mongolianShare = 0
    }
  }

  mutating func next() -> String {
    while true {
      let name = random.chance(mongolianShare) ? mongolian() : han()
      if !Self.wellKnown.contains(name) { return name }
    }
  }

  private mutating func han() -> String {
    let surname = random.pick(Self.surnames)
    let last = random.one(of: random.chance(0.5) ? Self.lastMale : Self.lastFemale)
    guard random.chance(0.78) else { return "\(surname)\(last)" }
    return "\(surname)\(random.one(of: Self.middle))\(last)"
  }

  private mutating func mongolian() -> String {
    random.chance(0.45)
      ? random.one(of: Self.mongolianWhole) : random.one(of: Self.mongolianFirst) + random.one(of: Self.mongolianSecond)
  }

  /// Per mille of the Han names, about as the registers have them.
  static let surnames: [(String, Int)] = [
    ("王", 72), ("李", 71), ("张", 68), ("刘", 54), ("陈", 46), ("杨", 31), ("赵", 23), ("黄", 23), ("周", 20), ("吴", 19),
    ("徐", 15), ("孙", 15), ("胡", 13), ("朱", 13), ("高", 12), ("林", 11), ("何", 11), ("郭", 11), ("马", 10), ("罗", 9),
    ("梁", 8), ("宋", 8), ("郑", 8), ("谢", 7), ("韩", 7), ("唐", 7), ("冯", 6), ("于", 6), ("董", 6), ("萧", 6),
    ("程", 6), ("曹", 6), ("袁", 5), ("邓", 5), ("许", 5), ("傅", 5), ("沈", 5), ("曾", 5), ("彭", 5), ("吕", 5),
    ("苏", 5), ("卢", 5), ("蒋", 4), ("蔡", 4), ("贾", 4), ("魏", 4), ("薛", 4), ("叶", 4), ("阎", 4), ("余", 4),
    ("潘", 4), ("杜", 4), ("戴", 4), ("夏", 4), ("钟", 4), ("汪", 4), ("田", 4), ("任", 4), ("姜", 4), ("范", 4),
    ("方", 4), ("石", 3), ("姚", 3), ("谭", 3), ("廖", 3), ("邹", 3), ("熊", 3), ("金", 3), ("陆", 3), ("郝", 3),
    ("孔", 3), ("白", 3), ("崔", 3), ("康", 3), ("毛", 3), ("邱", 3), ("秦", 3), ("江", 3), ("史", 3), ("顾", 3),
    ("侯", 3), ("邵", 3), ("孟", 3), ("龙", 3), ("万", 3), ("段", 3), ("雷", 3), ("钱", 3), ("汤", 3), ("尹", 3),
  ]

  static let middle: [String] = [
    "建", "国", "志", "文", "晓", "小", "海", "玉", "春", "永", "金", "立", "新", "德", "亚", "佳", "雨", "思", "子", "嘉",
    "俊", "明", "秀", "丽", "红", "桂", "凤", "爱", "慧", "美", "云", "景", "家", "宏", "振", "少", "天", "宝", "长", "瑞",
  ]
  static let lastMale: [String] = [
    "伟", "强", "磊", "军", "勇", "杰", "涛", "超", "明", "刚", "平", "辉", "鹏", "华", "飞", "鑫", "波", "斌", "宇", "浩",
    "凯", "健", "俊", "帆", "帅", "旭", "宁", "龙", "林", "峰", "亮", "东", "成", "栋", "瑞",
  ]
  static let lastFemale: [String] = [
    "芳", "娜", "敏", "静", "秀", "丽", "艳", "娟", "霞", "燕", "玲", "桂", "英", "兰", "红", "梅", "琳", "雪", "婷", "雅",
    "慧", "莹", "丹", "萍", "洁", "颖", "琴", "云", "欣", "悦", "菲", "蓉", "珍", "莲", "清",
  ]
  static let mongolianWhole: [String] = [
    "巴特尔", "苏日娜", "其其格", "那日苏", "阿古拉", "萨日娜", "巴图", "苏和", "孟和", "布和", "巴雅尔", "塔娜", "通拉嘎", "呼和",
    "青格乐", "乌日娜", "阿木尔", "达来", "牧仁", "娜布其", "朝克图", "敖日格勒", "阿茹娜", "乌力吉", "满都拉", "额日敦",
  ]
  static let mongolianFirst: [String] = [
    "阿拉坦", "宝音", "敖登", "萨仁", "娜仁", "额尔敦", "哈斯", "乌云", "孟根", "那顺", "斯琴", "朝鲁", "苏雅", "特木尔", "巴音", "吉日",
  ]
  static let mongolianSecond: [String] = [
    "其其格", "巴特尔", "格日勒", "花", "巴图", "毕力格", "达来", "其木格", "宝力格", "塔娜", "苏荣", "嘎拉", "朝克", "仓", "白拉",
  ]
  static let wellKnown: Set<String> = [
    "李强", "王毅", "李鹏", "朱德", "蔡英", "李宁", "王宁", "张云", "李铁", "刘翔", "王菲", "李娜", "张杰", "周杰", "张静", "刘洋", "杨洋",
    "李健", "汪峰", "李小龙", "陈龙", "马云", "姚明", "王宝强", "刘德华", "张国华", "陈建华", "王小云", "李小鹏", "林丹", "王凯", "雷军",
    "邓亚萍", "金晶", "李雪", "宋佳", "黄晓明", "赵丽颖", "毛新宇", "刘国强", "唐嫣",
  ]
}
