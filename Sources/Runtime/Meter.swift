// SPDX-License-Identifier: Apache-2.0

/// Where figures go. A registry keeps them; without one they are dropped.
package protocol Meter: Sendable {
  /// Something happened, so many times.
  func count(_ name: String, _ labels: [String: String], by amount: Int)
  /// Something is so large now.
  func gauge(_ name: String, _ labels: [String: String], _ value: Double)
  /// Something took so long.
  func time(_ name: String, _ labels: [String: String], _ duration: Duration)
}

/// Keeps nothing.
package struct NoMeter: Meter {
  package init() {}

  package func count(_ name: String, _ labels: [String: String], by amount: Int) {}
  package func gauge(_ name: String, _ labels: [String: String], _ value: Double) {}
  package func time(_ name: String, _ labels: [String: String], _ duration: Duration) {}
}
