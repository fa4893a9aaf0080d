// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// One difference between a version and the next newer one, as the two ways through it.
struct Lens: Sendable {
  typealias Way = @Sendable (inout Value, ConversionContext) -> Void

  let up: Way
  let down: Way
}

/// All differences between a version and the next newer one. The way down takes them in reverse.
struct Step: Sendable {
  private let lenses: [Lens]

  init(_ lenses: [Lens]) { self.lenses = lenses }

  func up(_ value: inout Value, _ context: ConversionContext) {
    for lens in lenses { lens.up(&value, context) }
  }

  func down(_ value: inout Value, _ context: ConversionContext) {
    for lens in lenses.reversed() { lens.down(&value, context) }
  }
}

/// What a conversion must know beside the object.
struct ConversionContext: Sendable {
  /// The object's own, which is that of whatever it refers to.
  var namespace: String?
  /// The contract that references shall speak: the version that the object is converted to.
  var contract: String
  var lookup: Conversion.Lookup

  func apiVersion(group: String, kind: String) -> String {
    let version = lookup(GroupKind(group: group, kind: kind), contract) ?? contract
    return GroupVersion(group: group, version: version).description
  }
}

extension Lens {
  /// The same value in another place.
  static func move(_ old: String, _ new: String) -> Lens {
    Lens(
      up: { value, _ in if let moved = value.take(old) { value.put(moved, at: new) } },
      down: { value, _ in if let moved = value.take(new) { value.put(moved, at: old) } })
  }

  /// A duration as Go writes it, then whole seconds.
  static func seconds(_ old: String, _ new: String) -> Lens {
    Lens(
      up: { value, _ in
        guard let duration = value.take(old)?.string.flatMap(GoDuration.init) else { return }
        value.put(.int(duration.seconds), at: new)
      },
      down: { value, _ in
        guard let seconds = value.take(new)?.int else { return }
        value.put("\(GoDuration(seconds: seconds))", at: old)
      })
  }

  /// The same for each item of a list, the paths within the item.
  static func each(_ path: String, _ lenses: [Lens]) -> Lens {
    let step = Step(lenses)
    return Lens(
      up: { value, context in value.editItems(path) { step.up(&$0, context) } },
      down: { value, context in value.editItems(path) { step.down(&$0, context) } })
  }

  /// A map of texts, then a list of names and values.
  static func arguments(_ path: String) -> Lens {
    Lens(
      up: { value, _ in
        value.editPresent(path) { args in
          guard let map = args.map else { return }
          let sorted = map.entries.sorted { $0.key < $1.key }
          args = .list(sorted.map { ["name": .string($0.key), "value": $0.value] })
        }
      },
      down: { value, _ in
        value.editPresent(path) { args in
          guard let list = args.list else { return }
          args = .map(Map(list.map { ($0["name"]?.string ?? "", $0["value"] ?? "") }))
        }
      })
  }

  /// A map by name, then a list that says the names.
  static func failureDomains(_ path: String) -> Lens {
    Lens(
      up: { value, _ in
        value.editPresent(path) { domains in
          guard let map = domains.map else { return }
          domains = .list(
            map.entries.sorted { $0.key < $1.key }.map { entry in
              var domain = entry.value.map == nil ? [:] : entry.value
              domain["name"] = .string(entry.key)
              return domain
            })
        }
      },
      down: { value, _ in
        value.editPresent(path) { domains in
          guard let list = domains.list else { return }
          domains = .map(
            Map(
              list.map { domain in
                var rest = domain
                rest["name"] = nil
                return (domain["name"]?.string ?? "", rest)
              }))
        }
      })
  }
}

extension Value {
  /// Changes a value that is there.
  mutating func editPresent(_ path: String, _ change: (inout Value) -> Void) {
    guard found(path) != nil else { return }
    edit(path) { value in
      guard var present = value else { return }
      change(&present)
      value = present
    }
  }

  /// Changes every item of a list of maps.
  mutating func editItems(_ path: String, _ change: (inout Value) -> Void) {
    editPresent(path) { value in
      guard let list = value.list else { return }
      value = .list(
        list.map { item in
          guard item.map != nil else { return item }
          var item = item
          change(&item)
          return item
        })
    }
  }
}
