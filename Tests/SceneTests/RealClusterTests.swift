// SPDX-License-Identifier: Apache-2.0

import TestKit
import Testing

/// One real cluster, and all that a person does to it, one after the other: each scene stands on where the one
/// before it left the cluster. A scene that fails ends the play, and is named.
@Suite(.serialized)
struct RealClusterTests {
  @Test func `a real cluster goes through its life`() async throws {
    try await Place.with { place in
      try await place.serve { cluster in
        let life = Life(cluster: cluster)
        try await life.play(
          "a committed cluster becomes one control plane and two workers", life.begin)
        try await life.play("pods, names and Services work across nodes", life.serveWeb)
        try await life.play("three workers, and back to two when a budget yields", life.scale)
        try await life.play("workers are replaced when a template's content changes", life.roll)
        try await life.play(
          "another version, and no question is left without an answer", life.upgrade)
        try await life.play("one control plane becomes three", life.grow)
        try await life.play("nodes that are killed are replaced, and etcd is whole", life.lose)
        try await life.play("nothing is left of a deleted cluster", life.end)
      }
    }
  }
}
