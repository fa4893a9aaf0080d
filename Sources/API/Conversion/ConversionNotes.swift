// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What an object's annotation keeps for other versions: by version, what that version had and the
/// object's own cannot hold.
struct ConversionNotes {
  var losses: [String: Losses] = [:]
  /// The annotation is of our making. Cluster API itself writes a whole object there, of which nothing
  /// is to be read.
  private(set) var isOurs = false

  init(_ object: Value) {
    guard let text = Object(object).metadata.annotations[Annotations.conversionData],
      let map = (try? JSON.parse(text))?.map
    else { return }
    for entry in map {
      guard let losses = Losses(entry.value) else {
        self.losses = [:]
        return
      }
      self.losses[entry.key] = losses
    }
    isOurs = true
  }

  static func removed(from object: Value) -> Value {
    var object = Object(object)
    guard object.metadata.annotations[Annotations.conversionData] != nil else {
      return object.value
    }
    object.metadata.annotations[Annotations.conversionData] = nil
    if object.metadata.value.map?.isEmpty == true { object.value["metadata"] = nil }
    return object.value
  }

  func write(into value: inout Value) {
    guard !losses.isEmpty else { return }
    let kept = losses.sorted { $0.key < $1.key }.map { ($0.key, $0.value.value) }
    var object = Object(value)
    object.metadata.annotations[Annotations.conversionData] = JSON.text(.map(Map(kept)))
    value = object.value
  }
}
