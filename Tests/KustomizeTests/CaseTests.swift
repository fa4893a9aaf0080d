// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kustomize
import Manifest
import TestKit
import Testing

/// Kustomizations written by hand, each of a field or two, and what `kubectl kustomize` makes of them:
/// `Golden/cases.txt` has both.
struct CaseTests {
  @Test func `what people write becomes what kustomize makes of it`() throws {
    let cases = try Case.recorded()
    #expect(cases.count > 50)
    for one in cases {
      #expect(one.ours.text == one.answer, "\(one.name): \(one.ours.shown)")
    }
  }

  @Test func `the kubectl at hand still answers these cases as recorded`() async throws {
    guard try await Oracle.isInstalled() else { return }
    var cases = try Case.recorded()
    for index in cases.indices {
      cases[index].answer = try await Oracle.answer(to: cases[index].files, at: cases[index].top)
        .text
    }
    try Golden.check(cases.map(\.written).joined(), "cases.txt")
  }
}

/// One case: `@@@` and its name, `@@` and the path of each file, and behind `@@ =` the answer.
struct Case {
  let name: String
  var paths: [String] = []
  var files: [String: String] = [:]
  /// Nil where it was refused.
  var answer: String?

  var top: String { paths.contains { $0.hasPrefix("o/") } ? "o" : "" }

  var ours: Answer {
    var options = Kustomize.Options()
    options.order = .legacy
    options.detectsManifests = false
    let build = Kustomize.build(top, in: MemoryTree(files), options: options)
    return Answer(text: try? build.text(), mistakes: build.mistakes.joined(separator: "\n"))
  }

  var written: String {
    let inputs = paths.map { "@@ \($0)\n\(files[$0] ?? "")" }.joined()
    return "@@@ \(name)\n" + inputs + (answer.map { "@@ =\n\($0)" } ?? "@@ = fails\n")
  }

  static func recorded() throws -> [Case] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/cases.txt")
    var cases: [Case] = []
    var path = ""
    for line in try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
      .dropLast()
    {
      if line.hasPrefix("@@@ ") {
        cases.append(Case(name: String(line.dropFirst(4))))
        continue
      }
      let last = cases.count - 1
      if line.hasPrefix("@@ ") {
        path = String(line.dropFirst(3))
        if path == "=" { cases[last].answer = "" }
        guard !path.hasPrefix("=") else { continue }
        cases[last].paths.append(path)
        cases[last].files[path] = ""
      } else if path == "=" {
        cases[last].answer?.append(line + "\n")
      } else {
        cases[last].files[path]?.append(line + "\n")
      }
    }
    return cases
  }
}
