// SPDX-License-Identifier: Apache-2.0

package import HTTP
package import Manifest

/// An answer of the emulator.
package struct Reply: Sendable {
  package var status: Int
  package var headers: HTTPHeaders
  package var body: Value?

  /// What is answered in the place of JSON.
  package var text: String?

  /// Whether the connection breaks off instead: the client cannot know what became of its request.
  package var breaksOff = false

  init(_ status: Int, _ body: Value? = .none, _ headers: HTTPHeaders = [:]) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
