// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest
import Testing

@testable import Azure

/// What an answer has begun, and what becomes of it.
struct OperationTests {
  struct Begin: Sendable {
    let status: Int
    let headers: HTTPHeaders
    var body = "{}"
    let text: String?
  }

  private static let both: HTTPHeaders = [
    "Azure-AsyncOperation": "https://a/op/1", "Location": "https://a/res/1",
  ]
  private static let begins = [
    Begin(status: 201, headers: both, text: "status:https://a/op/1"),
    Begin(status: 202, headers: ["Location": "https://a/res/1"], text: "location:https://a/res/1"),
    Begin(status: 201, headers: ["Location": "https://a/res/1"], text: nil),
    Begin(status: 200, headers: [:], text: nil),
    Begin(status: 204, headers: both, text: nil),
    Begin(
      status: 200, headers: both, body: #"{"properties": {"provisioningState": "Succeeded"}}"#,
      text: nil),
    Begin(
      status: 200, headers: both, body: #"{"properties": {"provisioningState": "Updating"}}"#,
      text: "status:https://a/op/1"),
    Begin(status: 409, headers: both, text: nil),
  ]

  @Test(arguments: begins) func `what has begun`(row: Begin) throws {
    let operation = Operation(row.status, row.headers, try JSON.parse(row.body))
    #expect(operation?.text == row.text)
    if let text = row.text { #expect(Operation(text) == operation) }
  }

  private static let states: [(Operation.Manner, Int, String, Operation.State)] = [
    (.status, 200, #"{"status": "InProgress"}"#, .running),
    (.status, 200, #"{"status": "Creating"}"#, .running),
    (.status, 200, #"{"status": "Succeeded"}"#, .done),
    (
      .status, 200, #"{"status": "Canceled"}"#,
      .failed(code: nil, message: "the operation has ended as Canceled")
    ),
    (
      .status, 200,
      #"{"status": "Failed", "error": {"code": "SkuNotAvailable", "message": "not here"}}"#,
      .failed(code: "SkuNotAvailable", message: "not here")
    ),
    (.status, 503, "{}", .untold), (.status, 429, "{}", .untold), (.status, 404, "{}", .untold),
    (.location, 202, "{}", .running), (.location, 200, "{}", .done), (.location, 204, "", .done),
    (
      .location, 409, #"{"error": {"code": "InUse", "message": "used"}}"#,
      .failed(code: "InUse", message: "used")
    ),
    (.location, 401, #"{"error": {"code": "X", "message": "y"}}"#, .untold),
    (.location, 500, #"{"error": {"code": "X", "message": "y"}}"#, .untold),
  ]

  @Test(arguments: states.indices) func `what has become of it`(index: Int) {
    let (manner, status, body, state) = Self.states[index]
    let operation = Operation(manner, "https://a/1")
    #expect(operation.state(status, (try? JSON.parse(body)) ?? .null) == state)
  }

  @Test func `only the cloud's own manager is asked`() {
    #expect(Operation(.status, "https://Management.azure.com/op/1?c=2").isAt(.global))
    #expect(!Operation(.status, "https://management.azure.com.evil.example/op").isAt(.global))
    #expect(!Operation(.status, "https://management.azure.com@evil.example/op").isAt(.global))
    #expect(Operation("nonsense") == nil)
    #expect(Operation("other:https://a") == nil)
  }
}
