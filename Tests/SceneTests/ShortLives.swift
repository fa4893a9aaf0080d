// SPDX-License-Identifier: Apache-2.0

import Testing

/// Clusters that do not live long, one after the other: beside the long life of `RealClusterTests`, no more than
/// eight nodes are there at once, which is what a machine bears whose `fs.inotify.max_user_instances` is the
/// usual 128.
@Suite(.serialized)
struct ShortLives {}
