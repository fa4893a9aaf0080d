// SPDX-License-Identifier: Apache-2.0

/// How much a reader takes before it refuses, so that no file can exhaust the process.
package struct Limits: Sendable, Hashable {
  /// Bytes of a file.
  package var bytes = 64 << 20

  /// Lists and maps inside one another. Kubernetes' deepest schemas have some 50 levels.
  package var depth = 99

  /// Documents of a file.
  package var documents = 100_000

  /// Bytes that YAML aliases may add to a document by naming the same part again.
  package var expansion = 4 << 20

  package init() {}
}
