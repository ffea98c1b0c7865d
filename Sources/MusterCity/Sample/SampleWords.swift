/// The words that made-up places and units are named with.
struct SampleWords {
  let streetStems: [String]
  let townshipStems: [String]
  let townshipKinds: [String]
  let communityFirst: [String]
  let communitySecond: [String]

  init(_ profile: SampleProfile) { self = profile.isInnerMongolia ? Self.north : Self.south }

  private init(
    streetStems: [String], townshipStems: [String], townshipKinds: [String], communityFirst: [String],
    communitySecond: [String]
  ) {
    self.streetStems = streetStems
    self.townshipStems = townshipStems
    self.townshipKinds = townshipKinds
    self.communityFirst = communityFirst
    self.communitySecond = communitySecond
  }

  /// Han and Mongolian names as Inner Mongolia mixes them.
  static let north = SampleWords(
    streetStems: [
      "建设", "民族", "团结", "天骄", "林荫", "滨河", "兴盛", "胜利", "友谊", "光明", "乌兰", "巴音", "青山", "新华", "交通", "公园", "铁西",
      "先锋", "朝阳", "金川", "达尔罕", "满都海", "哈达", "赛罕", "车站", "解放", "东环", "西园", "健康", "正阳",
    ],
    townshipStems: [
      "巴音", "乌兰", "查干", "哈日", "呼和", "阿木尔", "敖包", "苏海", "塔拉", "白音", "沙日", "陶力", "浩来", "吉日嘎", "宝力根", "希拉",
      "嘎鲁", "锡尼", "布日", "图克", "新民", "红旗", "东河", "柳林", "树林", "古城", "中和", "三道", "长胜", "乌素",
    ],
    townshipKinds: ["镇", "苏木", "镇", "乡"],
    communityFirst: [
      "福", "祥", "安", "康", "宁", "和", "瑞", "金", "锦", "华", "盛", "兴", "永", "天", "青", "紫", "景", "春", "丰", "明", "吉", "团",
    ],
    communitySecond: ["泰", "和", "苑", "宁", "园", "城", "馨", "源", "庭", "荣", "湖", "林", "山", "河", "居", "民"])

  /// Names as the hills of western Fujian have them.
  static let south = SampleWords(
    streetStems: [
      "龙门", "凤城", "东城", "南溪", "西桥", "北岭", "莲塘", "登云", "曲溪", "红坊", "铁山", "白沙", "松涛", "九龙", "汀江", "桂圆", "石埔", "罗坪",
    ],
    townshipStems: [
      "雁石", "高坡", "湖坑", "下洋", "古田", "蛟洋", "才溪", "旧坊", "南阳", "中堡", "岩前", "十方", "朋口", "新泉", "姑田", "永福", "双洋",
      "赤水", "溪南", "芦坊", "象洞", "河田", "濯坂", "馆前", "童坊", "庵杰",
    ],
    townshipKinds: ["镇", "乡", "镇"],
    communityFirst: [
      "龙", "凤", "溪", "岭", "莲", "松", "竹", "梅", "南", "北", "东", "西", "石", "登", "曲", "罗", "白", "铁", "红", "紫", "云", "桂",
    ],
    communitySecond: ["津", "山", "洋", "坂", "埔", "桥", "坊", "门", "湖", "塘", "畲", "陂", "城", "溪", "厝", "园"])

  static let quarterFirst: [String] = [
    "阳光", "幸福", "锦绣", "金色", "绿地", "滨河", "学府", "时代", "盛世", "怡景", "恒泰", "万和", "馨宁", "书香", "翠湖", "鑫源", "天誉", "荣和",
    "维多", "东方", "民生", "水岸", "松石", "紫荆",
  ]
  static let quarterSecond: [String] = ["家园", "花园", "小区", "嘉苑", "新村", "雅居", "名邸", "公寓"]
  static let quarterClasses: [(String, Int)] = [
    ("封闭·专业物业", 46), ("半封闭·专业物业", 18), ("开放·社区代管", 16), ("老旧·业主自管", 12), ("单位宿舍·单位自管", 8),
  ]
  static let streetClasses: [(String, Int)] = [("老城型", 30), ("建成型", 34), ("新建型", 22), ("城乡结合型", 14)]
  static let communityClasses: [(String, Int)] = [("城市社区", 55), ("单位型社区", 12), ("安置型社区", 18), ("城乡结合社区", 15)]

  static let venueNames: [String] = ["居民活动室", "新时代文明实践站", "老年学校教室", "社区书屋", "文化广场", "多功能厅", "儿童之家", "议事厅"]

  /// Bureaus of a banner, each with its sector and the public bodies under it.
  static let bureaus: [(name: String, sector: String)] = [
    ("教育局", "教育系统"), ("卫生健康委员会", "卫健系统"), ("住房和城乡建设局", "住建系统"), ("民政局", "民政系统"),
    ("公安局", "政法系统"), ("司法局", "政法系统"), ("财政局", "财税系统"), ("水利局", "农水系统"), ("农牧和林草局", "农水系统"),
    ("交通运输局", "交通系统"), ("文化旅游局", "文旅系统"), ("应急管理局", "应急系统"), ("市场监督管理局", "市监系统"),
    ("城市管理综合执法局", "城管系统"), ("医疗保障局", "人社系统"), ("人力资源和社会保障局", "人社系统"), ("自然资源局", "自然资源系统"),
    ("生态环境局", "自然资源系统"), ("统计局", "财税系统"), ("审计局", "财税系统"), ("发展和改革委员会", "经济系统"), ("工业和信息化局", "经济系统"),
    ("退役军人事务局", "民政系统"), ("信访局", "政法系统"),
  ]
  static let schools: [String] = ["第一小学", "第二小学", "第三小学", "第四小学", "实验小学", "第一中学", "第二中学", "第三中学", "职业中学", "中心幼儿园"]
  static let hospitals: [String] = ["人民医院", "中医医院", "妇幼保健院", "疾病预防控制中心", "第二人民医院"]
  static let institutions: [(name: String, sector: String)] = [
    ("图书馆", "文旅系统"), ("文化馆", "文旅系统"), ("政务服务中心", "经济系统"), ("园林绿化中心", "城管系统"), ("环境卫生中心", "城管系统"),
    ("不动产登记中心", "自然资源系统"), ("融媒体中心", "文旅系统"), ("就业服务中心", "人社系统"), ("公路养护中心", "交通系统"), ("水库管理所", "农水系统"),
  ]
  static let centralUnits: [(name: String, sector: String)] = [
    ("税务局", "财税系统"), ("供电公司", "国企系统"), ("邮政分公司", "国企系统"), ("气象局", "农水系统"), ("通信分公司", "国企系统"),
    ("石油分公司", "国企系统"), ("烟草专卖局", "经济系统"), ("银行支行", "金融系统"), ("铁路车务段", "交通系统"), ("消防救援大队", "应急系统"),
  ]
  static let stateEnterprises: [String] = ["城市建设投资公司", "自来水公司", "热力公司", "公共交通公司", "粮食储备公司"]
  static let firmFirst: [String] = ["恒泰", "鑫源", "蓝天", "金盛", "同创", "百业", "远大", "宏图", "汇丰源", "安顺", "绿洲", "北辰", "众诚", "华宇通"]
  static let firmSecond: [String] = ["物业服务", "建筑工程", "商贸", "物流", "餐饮", "信息技术", "农牧业", "机电", "汽车服务", "医药连锁"]
  static let socialOrganisations: [String] = ["社会工作服务中心", "蓝盾应急救援队", "爱心公益协会", "个体劳动者协会", "商会", "养老服务中心"]

  static let commitments: [String] = [
    "开放会议室和停车位", "每季度一次义诊", "提供法律咨询", "认领微心愿10个", "组织文艺演出一场", "协助老旧小区改造宣传", "捐建图书角", "节日走访困难家庭", "开展安全用电检查",
    "提供就业岗位信息",
  ]
}
