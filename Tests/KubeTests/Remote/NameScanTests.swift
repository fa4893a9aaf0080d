// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Kube

struct NameScanTests {
  @Test(arguments: [
    (
      #"{"items":[{"metadata":{"name":"a"}},{"metadata":{"labels":{"name":"x"},"name":"b"}}]}"#,
      ["a", "b"]
    ),
    (
      #"{"kind":"L","metadata":{"name":"x"},"items":[{"kind":"K","metadata":{"uid":"1","name":"a"}}]}"#,
      ["a"]
    ),
    (
      #"{"items":[{"spec":{"metadata":{"name":"x"},"name":"y"},"metadata":{"name":"a","o":[{"name":"z"}]}}]}"#,
      ["a"]
    ),
    (
      #"{"items":[{"name":"x","metadata":{"note":"\"}],{name","name":"a"}}],"metadata":{"name":"x"}}"#,
      ["a"]
    ),
    ("{\n \"items\" : [ { \"metadata\" : { \"name\" : \"a\" } } ] }", ["a"]),
    (#"{"items":[]}"#, []), (#"{"items":null}"#, []), ("", []),
    (#"{"items":[{"metadata":{"name":"#, []),
    (#"{"things":[{"metadata":{"name":"x"}}]}"#, []), (#"{"items":[{"metadata":{"name":7}}]}"#, []),
  ])
  func `names are found, and nothing else is taken for one`(_ text: String, _ names: [String]) {
    var scan = NameScan()
    #expect(scan.names(in: Array(text.utf8).span) == names)
  }
}
