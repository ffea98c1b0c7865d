/// The programs of this package, which are released together.
public enum Muster {
  /// What `musterd --version`, `muster --version` and the greeting say.
  public static let version = "0.1.0"
}
