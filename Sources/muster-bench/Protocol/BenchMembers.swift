/// Members made for a benchmark, each with an account, a token and all the time in the world; numbered one after the other.
struct BenchMembers {
  let count: Int
  let firstMember: Int
  let firstAccount: Int
  private let secret: String

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  init(_ count: Int, in daemon: DaemonUnderTest) throws(Obstacle) {
    self.count = count
    // 52 characters of base 32 are the 256 bits that a token has.
    secret = String((0..<52).map { _ in Self.alphabet.randomElement() ?? "0" })
    let rows = try daemon.sql(
      """
      BEGIN;
      CREATE TEMP TABLE home AS
        SELECT a.id AS area, a.longitude, a.latitude FROM muster.area a WHERE a.level = 4 ORDER BY a.id LIMIT 1;
      INSERT INTO muster.member (number, name, kind, area_id, longitude, latitude, reach, max_per_day, max_per_week, max_minutes)
        SELECT 'bench-' || n, 'bench', 'volunteer', area, longitude, latitude, 1000000, 24, 168, 10080
          FROM home, generate_series(1, \(count)) n ORDER BY n;
      INSERT INTO muster.availability (member_id, weekday, starts, ends)
        SELECT m.id, d, 0, 1440 FROM muster.member m, generate_series(1, 7) d WHERE m.number LIKE 'bench-%';
      INSERT INTO muster.account (name, role, member_id)
        SELECT m.number, 'member', m.id FROM muster.member m WHERE m.number LIKE 'bench-%' ORDER BY m.id;
      INSERT INTO muster.token (id, account_id, digest, created_at)
        SELECT 'BENCH' || row_number() OVER (ORDER BY a.id), a.id, sha256(convert_to('\(secret)', 'UTF8')), now()
          FROM muster.account a WHERE a.name LIKE 'bench-%';
      COMMIT;
      SELECT min(m.id), max(m.id), min(a.id), max(a.id) FROM muster.account a JOIN muster.member m ON m.id = a.member_id
       WHERE a.name LIKE 'bench-%';
      ANALYZE;
      """)
    let numbers = rows.first?.compactMap { Int($0) } ?? []
    guard numbers.count == 4, numbers[1] - numbers[0] == count - 1, numbers[3] - numbers[2] == count - 1 else {
      throw Obstacle("造测试成员失败。", "The members for the benchmark could not be made.")
    }
    (firstMember, firstAccount) = (numbers[0], numbers[2])
  }

  /// Connections of the first so many members, logged in.
  func sessions(_ count: Int, of daemon: DaemonUnderTest) throws(Obstacle) -> [LineSocket] {
    var sockets: [LineSocket] = []
    for number in 1...count {
      let socket = try LineSocket(port: daemon.port)
      guard try socket.final().hasPrefix("OK muster") else {
        throw Obstacle("没有收到问候行。", "There was no greeting.")
      }
      try socket.ask("AUTH TOKEN mst_BENCH\(number)_\(secret)")
      sockets.append(socket)
    }
    return sockets
  }

  /// What a script of pgbench's needs to act for the same members, client by client.
  var variables: [String: Int] { ["first_account": firstAccount, "first_member": firstMember] }

  /// Sets `:account` and `:self` of the client.
  static let choosing = ["\\set account :first_account + :client_id", "\\set self :first_member + :client_id"]
}
