// SPDX-License-Identifier: Apache-2.0

/// The places of a node and of all below it, in the shape of the value: a child for each item of a
/// list, or for each entry of a map, in its order.
///
/// The place of a map's entry is that of its key.
struct Marks {
  var mark: Mark
  var children: [Marks] = []
}
