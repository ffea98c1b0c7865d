import FoundationEssentials
import Glibc
import Logging
import Postgres
import Testing

@testable import PostgresCluster

@Suite("The private cluster") struct PostgresClusterTests {
  @Test("is made, started, stopped and started again with what was in it")
  func startsTwice() async throws {
    try await Place.with { place in
      try await place.running { _, client in
        try await client.withConnection { try await $0.run("CREATE TABLE t AS SELECT '名冊' AS name") }
      }
      #expect(!place.exists("postgres/postmaster.pid"))
      try await place.running { cluster, client in
        let name = try await client.value("SELECT name FROM t", String.self)
        #expect(name == "名冊")
        let other = try #require(await cluster.conninfo(user: "postgres", database: "template1"))
        #expect(other.hasSuffix("user='postgres' dbname='template1'"))
      }
    }
  }

  @Test("has checksums, UTF-8, no network and a socket for its own user only, and is durable unless told otherwise")
  func settings() async throws {
    try await Place.with { place in
      try await place.running(["work_mem": "7MB"]) { _, client in
        let names = [
          "data_checksums", "server_encoding", "listen_addresses", "jit", "work_mem", "unix_socket_permissions", "TimeZone",
        ]
        let values = try await client.read(
          Query<String?>.value("SELECT current_setting(n) FROM unnest(\(names)) WITH ORDINALITY AS u (n, i) ORDER BY i"))
        #expect(values == ["on", "UTF8", "", "off", "7MB", "0700", "UTC"])
        var info = stat()
        #expect(stat("\(place.directory)/run", &info) == 0 && info.st_mode & 0o777 == 0o700)
      }
      try await place.running(["fsync": "on"]) { _, client in
        let durable = try await client.read(
          Query<String?>.value("SELECT current_setting(n) FROM unnest('{fsync,synchronous_commit,full_page_writes}'::text[]) n")
        )
        #expect(durable == ["on", "on", "on"])
      }
    }
  }

  @Test("refuses a second daemon, naming the first; the first goes on")
  func twoOwners() async throws {
    try await Place.with { place in
      try await place.running { _, client in
        let error = await clusterError { try await place.cluster().start() }
        #expect(error?.kind == .owned)
        #expect(error?.english.contains("process \(getpid())") == true)
        let one = try await client.value("SELECT 1", Int.self)
        #expect(one == 1)
      }
    }
  }

  @Test("comes back by itself when its server is killed, and the client with it")
  func killedServer() async throws {
    try await Place.with { place in
      try await place.running { cluster, client in
        try await client.withConnection { try await $0.run("CREATE TABLE t AS SELECT 1 AS n") }
        var heard = client.listen(["a"]).makeAsyncIterator()
        #expect(await heard.next() == .listening)
        let first = try #require(await cluster.serverProcess)
        kill(first, SIGKILL)
        // The signal that all is back: the listener has its connection again.
        #expect(await heard.next() == .reconnected)
        let second = await cluster.serverProcess
        #expect(second != nil && second != first)
        try await client.connect()
        let rows = try await client.value("SELECT n FROM t", Int.self)
        #expect(rows == 1)
      }
    }
  }

  @Test("takes over a server that a killed daemon left running")
  func killedOwner() async throws {
    try await Place.with { place in
      let left = try await place.abandonedServer()
      #expect(kill(left, 0) == 0)
      try await place.running { cluster, client in
        let pid = await cluster.serverProcess
        #expect(pid != nil && pid != left)
        let one = try await client.value("SELECT 1", Int.self)
        #expect(one == 1)
      }
    }
  }

  @Test(
    "starts in spite of the pid file of a dead server, also when its pid lives on in another process", arguments: [false, true])
  func stalePidFile(isReused: Bool) async throws {
    try await Place.with { place in
      let left = try await place.abandonedServer()
      let pidFile = try place.read("postgres/postmaster.pid")
      let lockFile = try place.read("run/.s.PGSQL.5432.lock")
      kill(left, SIGKILL)
      let processes = try ServerProcesses(cluster: "\(place.directory)/postgres")
      try await processes.endLeftovers()
      // The stranger runs as the server's own user: PostgreSQL ignores pids of others.
      let stranger = try Child(Account().command(["sleep", "3600"]), output: "/dev/null")
      defer { kill(stranger.pid, SIGKILL) }
      if isReused {
        for (path, text) in [("postgres/postmaster.pid", pidFile), ("run/.s.PGSQL.5432.lock", lockFile)] {
          let others = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
          try place.write((["\(stranger.pid)"] + others).joined(separator: "\n"), path)
          if let owner = try Account().owner { chown("\(place.directory)/\(path)", owner.user, owner.group) }
        }
      }
      try await place.running { _, client in
        let one = try await client.value("SELECT 1", Int.self)
        #expect(one == 1)
      }
      #expect(kill(stranger.pid, 0) == 0)
    }
  }

  @Test("starts over when it was half made")
  func halfMade() async throws {
    try await Place.with { place in
      mkdir(place.directory, 0o755)
      mkdir("\(place.directory)/postgres.new", 0o700)
      try place.write("15\n", "postgres.new/PG_VERSION")
      try await place.running { _, client in
        let one = try await client.value("SELECT 1", Int.self)
        #expect(one == 1)
      }
      #expect(!place.exists("postgres.new"))
    }
  }

  @Test("leaves alone what is not a cluster")
  func notACluster() async throws {
    try await Place.with { place in
      mkdir(place.directory, 0o755)
      mkdir("\(place.directory)/postgres", 0o755)
      try place.write("dear diary", "postgres/notes.txt")
      let error = await clusterError { try await place.cluster().start() }
      #expect(error?.kind == .notACluster)
      let kept = try place.read("postgres/notes.txt")
      #expect(kept == "dear diary")
    }
  }

  @Test("of a version that is not installed says which one to install")
  func otherVersion() async throws {
    try await Place.with { place in
      mkdir(place.directory, 0o755)
      mkdir("\(place.directory)/postgres", 0o755)
      try place.write("9\n", "postgres/PG_VERSION")
      let error = await clusterError { try await place.cluster().start() }
      #expect(error?.kind == .otherVersion)
      #expect(error?.english.contains("postgresql-9") == true)
    }
  }

  @Test("says why a server does not start, and starts once that is mended")
  func badSetting() async throws {
    try await Place.with { place in
      let error = await clusterError { try await place.cluster(["shared_buffers": "nonsense"]).start() }
      #expect(error?.kind == .startFailed)
      #expect(error?.english.contains("shared_buffers") == true)
      try await place.running { _, _ in }
    }
  }

  @Test(
    "puts its socket in a short folder when the path is too long or has strange characters",
    arguments: [
      String(repeating: "長", count: 40), "a,b 'c'",
    ])
  func longPath(name: String) async throws {
    try await Place.with(name: name) { place in
      var socket = ""
      try await place.running { cluster, client in
        let one = try await client.value("SELECT 1", Int.self)
        #expect(one == 1)
        socket = try place.read("run/socket-directory")
        let conninfo = try #require(await cluster.conninfo(user: "postgres", database: "postgres"))
        #expect(conninfo.hasPrefix("host='\(socket)'"))
      }
      #expect(access(socket, F_OK) != 0)
      try await place.running { _, _ in }
    }
  }

  @Test("lies elsewhere, linked, where its user cannot enter the data directory")
  func elsewhere() async throws {
    try await Place.with(name: "home/data") { place in
      let home = place.directory.replacing("/data", with: "")
      mkdir(home, 0o700)
      try await place.running { _, client in
        try await client.withConnection { try await $0.run("CREATE TABLE t AS SELECT 5 AS n") }
      }
      // Who is not root runs the server himself, and can enter his own home.
      let link = ServerProcesses.target("\(place.directory)/postgres")
      #expect(geteuid() == 0 ? link?.hasPrefix(place.elsewhere) == true : link == nil)
      // Moved, it finds its cluster by the link.
      #expect(rename(place.directory, "\(home)/moved") == 0)
      let moved = Place(directory: "\(home)/moved", elsewhere: place.elsewhere, quiet: place.quiet)
      try await moved.running { _, client in
        let rows = try await client.value("SELECT n FROM t", Int.self)
        #expect(rows == 5)
      }
    }
  }

  @Test("runs its server in a session of its own, as a user who is not root")
  func session() async throws {
    try await Place.with { place in
      try await place.running { cluster, _ in
        let pid = try #require(await cluster.serverProcess)
        #expect(getsid(pid) == pid)
        var info = stat()
        #expect(stat("/proc/\(pid)", &info) == 0 && info.st_uid != 0)
      }
    }
  }

  private func clusterError(_ body: () async throws -> String) async -> ClusterError? {
    do {
      _ = try await body()
      return nil
    } catch {
      return error as? ClusterError
    }
  }
}
