// SPDX-License-Identifier: Apache-2.0

package import HTTP
import Kube
import Manifest
package import Packs
import Template

/// Carries calls to any API that speaks JSON over HTTP, at the endpoint that the pack names.
///
/// What takes its time is answered with 202 and a place to ask again, in `Operation-Location` or `Location`;
/// there it is 202, or says `status: Running`, for as long as it runs.
package struct RESTTransport: Transport {
  package let name = "rest"
  private let http: HTTPClient

  package init(over http: HTTPClient) { self.http = http }

  package func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    guard let endpoint = subject.endpoint else {
      return .trouble("the pack names no endpoint")
    }
    guard call.hook == nil else {
      return .trouble("the transport rest has no step \(call.hook ?? "")")
    }
    if case .poll(let place) = call.purpose {
      return await send(HTTPRequest("GET", place), call, subject).polled(at: place)
    }
    let url = Self.url(endpoint, call)
    var reply = await send(HTTPRequest(call.method, url), call, subject)
    if reply.status == 202 { reply.operation = Self.operation(reply, at: endpoint) }
    return reply
  }

  private func send(_ request: HTTPRequest, _ call: ProviderCall, _ subject: Subject) async -> Reply
  {
    var request = request
    request.deadline = .seconds(60)
    request.headers["Accept"] = "application/json"
    request.headers["X-Correlation-ID"] = subject.correlation
    for entry in call.headers?.reveal().map ?? [:] {
      request.headers[entry.key] = entry.value.string
    }
    if call.isWrite, let body = call.body {
      request.headers["Content-Type"] = "application/json"
      request.body = .text(JSON.text(body.reveal()))
    }
    do throws(HTTPError) {
      let response = try await http.send(request)
      let bytes = try await response.body.collect(upTo: 16 << 20)
      return Reply(response, String(decoding: bytes, as: UTF8.self))
    } catch {
      return .trouble("\(error)")
    }
  }

  private static func url(_ endpoint: String, _ call: ProviderCall) -> String {
    let query = call.query.sorted { $0.key < $1.key }.map { key, value in
      "\(percentEncoded(key))=\(percentEncoded(value))"
    }
    return endpoint + call.target + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }

  private static func operation(_ reply: Reply, at endpoint: String) -> String? {
    guard let place = reply.headers["operation-location"] ?? reply.headers["location"] else {
      return nil
    }
    return place.hasPrefix("/") ? endpoint + place : place
  }
}

extension Reply {
  /// Nobody answered, and why.
  package static func trouble(_ message: String) -> Reply {
    var reply = Reply(0)
    reply.message = message
    return reply
  }

  /// What an HTTP server answered; `text` is its body.
  package init(_ response: HTTPResponse, _ text: String) {
    self.init(response.status, (try? JSON.parse(text)) ?? .null)
    for field in response.headers.fields { headers[field.name.lowercased()] = field.value }
    retryAfter = headers["retry-after"].flatMap(Self.seconds)
    guard !response.isSuccess else { return }
    let error = body["error"] ?? body
    code = error["code"]?.string ?? error["reason"]?.string
    let said = error["message"]?.string ?? error.string ?? (body.isNull ? text : "")
    message = said.isEmpty ? nil : String(said.prefix(500))
  }

  private static func seconds(_ text: String) -> Int64? {
    // A date is rare, and the usual wait does as well.
    Int64(text.filter { $0 != " " }) ?? 60
  }

  /// What the place of an operation said of it.
  fileprivate func polled(at place: String) -> Reply {
    var reply = self
    let state = body["status"]?.string?.lowercased() ?? ""
    if status == 202 || ["running", "inprogress", "pending"].contains(state) {
      reply.operation = place
    } else if ["failed", "canceled"].contains(state) {
      reply.hasFailed = true
      reply.status = 500
      reply.code = body["error", "code"]?.string
      reply.message = body["error", "message"]?.string ?? "the operation has failed"
    }
    return reply
  }
}
