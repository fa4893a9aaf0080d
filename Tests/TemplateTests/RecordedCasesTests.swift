// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit
import Testing

@testable import Template

struct RecordedCasesTests {
  private struct Recorded: Decodable {
    let template: String
    let values: [String: String]
    let text: String?
    let error: String?
  }

  /// Templates made at random, and what drone/envsubst (Debian's 1.0.3, given the escapes of v2)
  /// answered behind clusterctl's removal of spaces. A variable without a value was empty there.
  @Test func `random templates become what clusterctl makes of them`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/envsubst.jsonl")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count > 300)
    for line in lines {
      let recorded = try JSONDecoder().decode(Recorded.self, from: Data(line.utf8))
      let (text, error) = answer(to: recorded)
      #expect(text == recorded.text, "\(line)")
      // Where the original crashes there are words of our own.
      let expected = recorded.error == "panic" ? "a slice of" : recorded.error
      #expect(error?.hasPrefix(expected ?? "") ?? (expected == nil), "\(line)")
    }
  }

  private func answer(to recorded: Recorded) -> (text: String?, error: String?) {
    do throws(TemplateError) {
      let text = try Substitution(recorded.template, named: "t.yaml")
      let required = Set(text.variables.filter { $0.fallback == nil }.map(\.name))
      let bytes = try text.expand { name in
        recorded.values[name] ?? (required.contains(name) ? "" : nil)
      }
      return (String(decoding: bytes, as: UTF8.self), nil)
    } catch {
      return (nil, error.cause)
    }
  }
}
