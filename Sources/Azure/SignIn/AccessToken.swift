// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest

/// What lets calls in, for a while.
struct AccessToken: Sendable {
  let text: Secret<String>
  /// In seconds of the common era.
  let expires: Int64
  /// From when on a new one is wanted, though this one still works.
  var refresh: Int64

  init(_ text: Secret<String>, expires: Int64, refresh: Int64) {
    self.text = text
    self.expires = expires
    self.refresh = refresh
  }

  /// Reads the answer of Entra or of a machine's metadata service; numbers may be texts there.
  init?(_ answer: Value, now: Int64) {
    guard let text = answer["access_token"]?.string, !text.isEmpty else { return nil }
    let life = Self.number(answer["expires_in"]) ?? 300
    let refresh = Self.number(answer["refresh_in"]) ?? life * 3 / 4
    self.init(Secret(text), expires: now + life, refresh: now + min(refresh, life))
  }

  /// Reads what `az account get-access-token` prints. Older ones tell the end in local time alone.
  init?(commandLine answer: Value, now: Int64) {
    guard let text = answer["accessToken"]?.string, !text.isEmpty else { return nil }
    let expires = Self.number(answer["expires_on"]) ?? now + 300
    self.init(Secret(text), expires: expires, refresh: expires - 120)
  }

  private static func number(_ value: Value?) -> Int64? {
    value?.int ?? value?.string.flatMap { Int64($0) }
  }

  /// A call that begins now still ends before it does.
  func works(at now: Int64) -> Bool { now < expires - 30 }
}
