// SPDX-License-Identifier: Apache-2.0

package import Log

/// The credentials in a request's `Authorization` header. They stay behind on a redirect elsewhere.
package enum Authorization: Sendable, Equatable {
  case basic(user: String, password: Secret<String>)
  case bearer(Secret<String>)
}
