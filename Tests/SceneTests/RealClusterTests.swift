// SPDX-License-Identifier: Apache-2.0

import TestKit
import Testing

/// One real cluster, and all that a person commits for it, one after the other: each scene stands on where the one
/// before it left the cluster. A scene that fails ends the play, and is named.
@Suite(.serialized)
struct RealClusterTests {
  @Test func `a real cluster goes through its life`() async throws {
    try await Place.with { place in
      let commits = try await Commits(in: place)
      try await place.serve(following: commits.words) { cluster in
        let life = Life(cluster: cluster, commits: commits)
        try await cluster.play(
          "a committed cluster becomes one control plane and two workers", life.begin)
        try await cluster.play("pods, names and Services work across nodes", life.serveWeb)
        try await cluster.play("three workers, and back to two when a budget yields", life.scale)
        try await cluster.play("workers are replaced when a template's content changes", life.roll)
        try await cluster.play(
          "another version, and no question is left without an answer", life.upgrade)
        try await cluster.play("one control plane becomes three", life.grow)
        try await cluster.play("nodes that are killed are replaced, and etcd is whole", life.lose)
        try await cluster.play("nothing is left of a deleted cluster", life.end)
      }
    }
  }
}
