// SPDX-License-Identifier: Apache-2.0

// Bench [TOPIC…]: measures, prints a line a claim (name, ours, theirs, ratio, goal), and fails where
// a goal is missed.

import Foundation

let topics: [(name: String, run: () throws -> [Claim])] = [
  ("yaml", YAMLBench.claims),
  ("json", JSONBench.claims),
  ("start", StartBench.claims),
  ("api", APIBench.claims),
]

func complain(_ message: String) {
  FileHandle.standardError.write(Data("error: \(message)\n".utf8))
}

let wanted = CommandLine.arguments.dropFirst()
if let unknown = wanted.first(where: { name in !topics.contains { $0.name == name } }) {
  let known = topics.map(\.name).joined(separator: ", ")
  complain("cannot measure \(unknown): no such topic\nhint: the topics are \(known)")
  exit(2)
}

var missed = false
for topic in topics where wanted.isEmpty || wanted.contains(topic.name) {
  do {
    for claim in try topic.run() {
      print(claim.line)
      missed = missed || !claim.isKept
    }
  } catch {
    complain("cannot measure \(topic.name): \(error)")
    missed = true
  }
}
exit(missed ? 1 : 0)
