/// Makes options of a profile and puts them before those that were written, so that one parser judges both. An option counts more
/// than the environment, and the environment more than a profile; what is built in counts least. What was written therefore takes
/// away the lines of the profile that it replaces.
enum ProfileArguments {
  /// What a written option makes void in the profile, besides itself.
  private static let replaced: [String: Set<String>] = [
    "--peer": ["server", "as", "token-file", "user", "password-file", "tls", "ca"], "--server": ["peer"],
    "--as": ["token-file", "user", "password-file", "peer"], "--token-file": ["as", "user", "password-file", "peer"],
    "--user": ["as", "token-file", "password-file", "peer"],
    "--no-color": ["color"],
  ]
  /// The same for variables.
  private static let replacedByVariable: [String: Set<String>] = [
    "MUSTER_SERVER": ["server", "peer"], "MUSTER_TOKEN_FILE": ["token-file", "as", "user", "password-file", "peer"],
    "NO_COLOR": ["color"],
  ]

  /// The value of `--profile`, the last one if there are several.
  static func name(in options: [String]) -> String? {
    var name: String?
    for (index, option) in options.enumerated() {
      if option == "--profile", index + 1 < options.count { name = options[index + 1] }
      if option.hasPrefix("--profile=") { name = String(option.dropFirst("--profile=".count)) }
    }
    return name
  }

  static func options(
    _ profile: ProfileFile, before written: [String], _ environment: Environment, folder: ProfileFolder
  ) -> [String] {
    let void = self.void(written, environment)
    return profile.settings.filter { !void.contains($0.key) }.flatMap { setting -> [String] in
      if ProfileFile.flags.contains(setting.key) { return setting.value == "yes" ? ["--\(setting.key)"] : [] }
      return ["--\(setting.key)=\(path(setting, environment, folder))"]
    }
  }

  private static func void(_ written: [String], _ environment: Environment) -> Set<String> {
    var void: Set<String> = []
    for option in written where option.hasPrefix("--") {
      let name = String(option.prefix { $0 != "=" })
      void.insert(String(name.dropFirst(2)))
      void.formUnion(replaced[name] ?? [])
    }
    for (variable, keys) in replacedByVariable where environment[variable] != nil { void.formUnion(keys) }
    return void
  }

  private static func path(_ setting: ProfileFile.Setting, _ environment: Environment, _ folder: ProfileFolder) -> String {
    guard ProfileFile.paths.contains(setting.key) else { return setting.value }
    if setting.value.hasPrefix("~/"), let home = environment["HOME"] { return home + setting.value.dropFirst() }
    return setting.value.hasPrefix("/") ? setting.value : "\(folder.path)/\(setting.value)"
  }
}

extension ProfileFolder {
  /// What stands before `written`: the profile that `--profile` or `MUSTER_PROFILE` names, else the default one, else nothing.
  func options(before written: [String], _ environment: Environment) throws(Fault) -> [String] {
    let named = ProfileArguments.name(in: written) ?? environment["MUSTER_PROFILE"]
    let chosen = if let named { named as String? } else { try defaultName() }
    guard let chosen, chosen != Self.none else { return [] }
    return ProfileArguments.options(try read(chosen), before: written, environment, folder: self)
  }
}
