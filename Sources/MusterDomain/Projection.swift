#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Longitude and latitude to metres on a plane about a centre: equirectangular, true within a few parts in a thousand over a
/// city, and what the roster model's distances are taken on.
public struct Projection: Sendable {
  private let longitude: Double
  private let latitude: Double
  private let metresPerDegreeEast: Double
  /// 6,371,008.8 m, the mean radius of IUGG, times one degree.
  private static let metresPerDegree = 111_195.079_734

  public init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
    metresPerDegreeEast = Self.metresPerDegree * cos(latitude * .pi / 180)
  }

  /// Whole metres east and north of the centre, clamped to the model's 10⁷.
  public func metres(longitude: Double, latitude: Double) -> (x: Int, y: Int) {
    (clamped((longitude - self.longitude) * metresPerDegreeEast), clamped((latitude - self.latitude) * Self.metresPerDegree))
  }

  private func clamped(_ metres: Double) -> Int { Int(max(-1e7, min(1e7, metres.rounded()))) }
}
