// SPDX-License-Identifier: Apache-2.0

package import HTTP
import Manifest

/// A request, as the emulator looks at it.
package struct Call: Sendable {
  package let method: String

  /// Percent-decoded.
  package let path: String
  package let query: [(name: String, value: String)]
  package let headers: HTTPHeaders
  package let body: [UInt8]

  /// The id of the virtual machine that asks for its metadata, where the way it came by says so.
  package var machine: String?

  /// How the client calls us: `https://127.0.0.1:8443`. Addresses in answers begin with it.
  package let base: String

  package init(
    _ method: String, _ path: String, query: [(name: String, value: String)] = [],
    headers: HTTPHeaders = [:], body: [UInt8] = [], base: String = "http://emulator"
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.base = base
  }

  /// A parameter of the query; Azure does not mind the case of their names.
  func parameter(_ name: String) -> String? {
    query.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  var apiVersion: String? { parameter("api-version") }

  var isWrite: Bool { method != "GET" && method != "HEAD" }

  /// The body, which has to be a JSON object; an empty one where there is none.
  func json() throws(ARMError) -> Value {
    guard !body.isEmpty else { return [:] }
    do {
      let value = try JSON.parse(body, name: "the request")
      if case .map = value { return value }
      throw ARMError.invalidContent("the request content is not an object")
    } catch let error as ARMError {
      throw error
    } catch {
      throw .invalidContent("\(error)")
    }
  }
}
