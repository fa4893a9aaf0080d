// SPDX-License-Identifier: Apache-2.0

package import Manifest
package import Template

/// What to do next, and what to say meanwhile.
package struct Decision: Sendable {
  /// To be made at the same time. Those that write need the records to be written first.
  package internal(set) var calls: [ProviderCall] = []
  /// What is to be remembered.
  package internal(set) var records: [Record] = []
  package internal(set) var applied: [String: Value] = [:]
  package internal(set) var reports: [Report] = []
  /// In seconds; nil where nothing is waited for that no watch tells of.
  package internal(set) var again: Int64?
  /// Variables that have no value anywhere: nothing is called.
  package internal(set) var missingVariables: [Lack] = []
  /// What others changed: `subnet[a] properties.addressPrefixes`.
  package internal(set) var drift: [String] = []
  /// What is written into the object's spec and status.
  package internal(set) var spec = Map()
  package internal(set) var status = Map()
  package internal(set) var secrets: [SecretWish] = []
  /// Everything is there, and usable.
  package internal(set) var isReady = false
  /// Everything is gone.
  package internal(set) var isGone = false

  /// Nothing is decided yet.
  package init() {}

  /// How one resource is.
  package struct Report: Sendable {
    package enum State: Sendable, Hashable { case ready, foreign, waiting, working, failed }

    package let resource: String
    package let state: State
    /// What it waits for, what is done, or what is wrong.
    package let message: String
    /// In seconds of the common era.
    package var since: Int64?
    package var trouble: Trouble?
  }

  /// A Secret that is to be there.
  package struct SecretWish: Sendable {
    package let name: String
    package let type: String?
    package let data: [(key: String, value: Bound)]
  }
}
