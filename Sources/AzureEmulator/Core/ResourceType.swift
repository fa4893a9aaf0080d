// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What the emulator knows of one type of resource: data, and a few closures for what data cannot say.
struct ResourceType: Sendable {
  /// How answers tell a client that something is not done yet.
  enum Pace: Sendable {
    /// Done when answered.
    case atOnce
    /// An operation that `Azure-AsyncOperation` leads to; removals and actions have `Location` too.
    case operations
    /// The same, where a PUT has `Location` too.
    case accepted
  }

  /// As Azure spells it.
  let name: String

  /// The latest api-version there is; all before it are taken.
  let version: String
  var pace = Pace.operations

  /// What a PUT is answered with that has made something.
  var created = 201

  /// Whether it lies in a region and may have tags.
  var isTracked = true

  /// Whether it is put onto another resource or a group, wherever that is.
  var isExtension = false

  /// Named items of lists in the body that have ids.
  var parts: [Part] = []

  /// Whether answers and items have an `etag`, and `If-Match` counts.
  var hasETag = false

  /// What that is called in bodies, where it is.
  var etagKey = "etag"

  /// What Azure says when something that others refer to is to go; nil where it lets it go.
  var inUse: (status: Int, code: String)?

  /// What only one resource may refer to at a time: the code of the refusal.
  var inUseTwice: String?

  /// Which `properties` a client may not set, and which nobody is told: `osProfile.customData`.
  var readOnly: [String] = []
  var writeOnly: [String] = []

  /// Which `properties` cannot change once they are set.
  var fixed: [String] = []

  /// Lists that stay as they are when a PUT says nothing of them.
  var kept: [String] = []

  /// Refuses what Azure would, and fills in what Azure would.
  var complete: @Sendable (inout Draft) throws(ARMError) -> Void = { _ throws(ARMError) in }

  /// What an answer says beside what is kept.
  var render: @Sendable (inout Value, Resource, World) -> Void = { _, _, _ in }

  /// What else happens with it: resources that come and go with this one.
  var made: @Sendable (Resource, inout World) -> Void = { _, _ in }
  var removed: @Sendable (Resource, inout World) -> Void = { _, _ in }

  /// POST to `…/<verb>`, by the verb in lower case.
  var actions: [String: Action] = [:]

  /// GET of `…/<word>`, by the word in lower case.
  var views: [String: @Sendable (Resource, World) -> Value] = [:]

  init(_ name: String, _ version: String) {
    self.name = name
    self.version = version
  }

  var key: String { name.lowercased() }
  var namespace: String { name.split(separator: "/").first.map(String.init) ?? "" }

  /// What the state is called while a resource is being made, or changed.
  func busyState(isNew: Bool) -> String {
    namespace != "Microsoft.Network" && isNew ? "Creating" : "Updating"
  }
}

/// A list in a body whose items have ids.
struct Part: Sendable {
  /// The word in the ids, which is the list's key under `properties` too unless said.
  let word: String
  let list: String

  /// Whether items have calls of their own.
  let isAddressable: Bool

  /// Whether items have `properties`, and their state among them, when they are asked for by themselves.
  let hasProperties = true

  /// How an item looks in calls of its own, where that is not how it looks in the list; and back.
  var own: (@Sendable (Value, ResourceID) -> Value)?
  var flat: (@Sendable (Value, String) -> Value)?

  init(_ word: String, list: String? = nil, isAddressable: Bool = false) {
    self.word = word
    self.list = "properties.\(list ?? word)"
    self.isAddressable = isAddressable
  }
}

/// What a POST does.
struct Action: Sendable {
  /// Whether it takes time, and ends by `Location`.
  var isSlow = false
  var run: @Sendable (inout Value, Resource, World, Call) throws(ARMError) -> Value?

  init(
    isSlow: Bool = false,
    _ run: @escaping @Sendable (inout Value, Resource, World, Call) throws(ARMError) -> Value?
  ) {
    self.isSlow = isSlow
    self.run = run
  }
}

/// A resource on its way in.
struct Draft {
  let id: ResourceID
  var body: Value
  let old: Value?
  let world: World

  var isNew: Bool { old == nil }

  /// A UUID that is this resource's for this purpose, whenever it is asked for.
  func uuid(_ purpose: String) -> String { stableUUID("\(purpose) \(id.key)") }
}
