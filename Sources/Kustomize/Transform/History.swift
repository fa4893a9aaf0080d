// SPDX-License-Identifier: Apache-2.0

/// Which kustomizations changed an object, in their order.
struct History {
  struct Place {
    let file: String
    let kind: String
  }

  var transformations: [Place] = []
}
