import Testing

@testable import MusterClient
@testable import muster

@Suite("A profile") struct ProfileFileTests {
  @Test("is keys and values, one a line, with comments and blanks anywhere")
  func read() throws {
    let profile = try ProfileFile(parsing: "# 河西\r\n\n  server =  h:7117 \ntoken-file=~/t\n\tpeer = no\n")
    #expect(profile.settings.map(\.key) == ["server", "token-file", "peer"])
    #expect(profile.settings.map(\.value) == ["h:7117", "~/t", "no"])
  }

  @Test("tells every fault with its line")
  func faults() {
    let text =
      "server = h:1\nsever = h:1\nlang\ntoken = x\nlang = fr\nserver = h:2\npeer = maybe\nretry = -1\nas = mst_x\ntz = a\u{7}b\n"
    #expect(
      throws: ProfileFaults(faults: [
        ProfileFault(line: 2, reason: .unknown("sever", near: "server")), ProfileFault(line: 3, reason: .shape),
        ProfileFault(line: 4, reason: .secret("token")), ProfileFault(line: 5, reason: .value("lang", expected: "zh-CN, en")),
        ProfileFault(line: 6, reason: .twice("server")), ProfileFault(line: 7, reason: .value("peer", expected: "yes, no")),
        ProfileFault(line: 8, reason: .value("retry", expected: "0…1000")), ProfileFault(line: 9, reason: .secret("as")),
        ProfileFault(line: 10, reason: .value("tz", expected: nil)),
      ])
    ) { try ProfileFile(parsing: text) }
    let fault = ProfileFault(line: 2, reason: .unknown("sever", near: "server"))
    #expect(fault.sentence(.english) == "line 2: there is no key \"sever\": did you mean server?")
    #expect(fault.sentence(.chinese) == "第 2 行：没有“sever”这一项，是 server 吗？")
  }

  @Test("has a key for every option of a session, and none for what belongs to one call")
  func keys() {
    for key in ["server", "as", "token-file", "data-directory", "lang", "tz", "color", "retry", "timeout", "peer"] {
      #expect(ProfileFile.keys.contains(key), "\(key)")
    }
    for key in ["profile", "json", "tsv", "quiet", "insecure", "no-pager"] {
      #expect(!ProfileFile.keys.contains(key), "\(key)")
    }
  }

  @Test(
    "counts less than the environment, and that less than an option",
    arguments: [
      ([], [:], ["--server=p:1", "--as=staff", "--lang=en"]), (["--server", "o:1"], [:], ["--as=staff", "--lang=en"]),
      (["--server=o:1", "--lang=zh-CN"], [:], ["--as=staff"]), ([], ["MUSTER_SERVER": "e:1"], ["--as=staff", "--lang=en"]),
      ([], ["MUSTER_TOKEN_FILE": "/t"], ["--server=p:1", "--lang=en"]), (["--peer"], [:], ["--lang=en"]),
      (["--token-file", "/t"], [:], ["--server=p:1", "--lang=en"]),
    ] as [([String], [String: String], [String])])
  func precedence(written: [String], variables: [String: String], expected: [String]) throws {
    let profile = try ProfileFile(parsing: "server = p:1\nas = staff\nlang = en\n")
    let options = ProfileArguments.options(
      profile, before: written, Environment(variables: variables), folder: ProfileFolder(path: "/c"))
    #expect(options == expected)
  }

  @Test("has its files beside it, at home, or where they are", arguments: [("t", "/c/t"), ("~/t", "/h/t"), ("/x/t", "/x/t")])
  func paths(written: String, path: String) throws {
    let options = ProfileArguments.options(
      try ProfileFile(parsing: "token-file = \(written)"), before: [], Environment(variables: ["HOME": "/h"]),
      folder: ProfileFolder(path: "/c"))
    #expect(options == ["--token-file=\(path)"])
  }
}

@Suite("The folder of profiles") struct ProfileFolderTests {
  let scratch: Scratch
  let folder: ProfileFolder
  init() throws {
    scratch = try Scratch()
    folder = ProfileFolder(path: scratch.path + "/config/muster")
    _ = try scratch.write("server = a:1\n", to: "config/muster/east.conf")
    _ = try scratch.write("sever = a:1\n", to: "config/muster/west.conf")
    _ = try scratch.write("x\n", to: "config/muster/.hidden.conf")
  }

  private func options(_ written: String..., variables: [String: String] = [:]) throws(ProfileFolder.Fault) -> [String] {
    try folder.options(before: written, Environment(variables: variables))
  }

  @Test("gives the profile that is named, that of the environment, or the default one")
  func chosen() throws {
    #expect(folder.names == ["east", "west"])
    #expect(try options() == [])
    #expect(try options("--profile", "east") == ["--server=a:1"])
    #expect(try options(variables: ["MUSTER_PROFILE": "east"]) == ["--server=a:1"])
    try folder.setDefault("east")
    #expect(try folder.defaultName() == "east")
    #expect(try options() == ["--server=a:1"])
    #expect(try options("--profile=none") == [])
    #expect(try options("--profile=east", variables: ["MUSTER_PROFILE": "none"]) == ["--server=a:1"])
  }

  @Test("takes a profile of the name default where nothing else is said")
  func byName() throws {
    _ = try scratch.write("server = d:1\n", to: "config/muster/default.conf")
    #expect(try options() == ["--server=d:1"])
  }

  @Test("says what is wrong: no such profile, a line of it, its name")
  func faults() throws {
    #expect(throws: ProfileFolder.Fault.missing("esat", path: "\(folder.path)/esat.conf", known: ["east", "west"])) {
      try options("--profile", "esat")
    }
    let broken = ProfileFaults(faults: [ProfileFault(line: 1, reason: .unknown("sever", near: "server"))])
    #expect(throws: ProfileFolder.Fault.broken(path: "\(folder.path)/west.conf", broken)) { try options("--profile", "west") }
    #expect(throws: ProfileFolder.Fault.name("../x")) { try options("--profile", "../x") }
    #expect(throws: ProfileFolder.Fault.broken(path: "\(folder.path)/west.conf", broken)) { try folder.setDefault("west") }
  }

  @Test(
    "lies where XDG says, else under home",
    arguments: [(["XDG_CONFIG_HOME": "/x", "HOME": "/h"], "/x/muster"), (["HOME": "/h"], "/h/.config/muster")])
  func place(variables: [String: String], path: String) {
    #expect(ProfileFolder(Environment(variables: variables))?.path == path)
    #expect(ProfileFolder(Environment()) == nil)
  }
}

@Suite("What the environment says") struct EnvironmentTests {
  @Test(
    "of the language is POSIX's order, Chinese where it is silent",
    arguments: [
      ([:], "zh-CN"), (["LANG": "en_US.UTF-8"], "en"), (["LANG": "C.UTF-8"], "zh-CN"),
      (["LANG": "en_GB", "LC_ALL": "zh_CN.UTF-8"], "zh-CN"),
      (["LANG": "zh_CN", "LC_MESSAGES": "en_US"], "en"),
    ] as [([String: String], String)])
  func language(variables: [String: String], language: String) {
    #expect(Environment(variables: variables).language.rawValue == language)
  }
}
