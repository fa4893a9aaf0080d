// SPDX-License-Identifier: Apache-2.0

import CBench
import Manifest

/// YAML in against libyaml alone, which only reads the events and lets them go.
enum YAMLBench {
  static func claims() throws -> [Claim] {
    let objects = Corpus.objects(bytes: 8 << 20)
    let source = Source("corpus.yaml", text: YAML.text(documents: objects))
    let (ours, theirs) = try source.bytes.withUnsafeBufferPointer { text in
      try bestInTurns(
        of: 9, { _ = try source.values() },
        {
          guard drain_yaml_events(text.baseAddress, text.count) > 0 else {
            throw BenchError(cause: "libyaml refuses the corpus")
          }
        })
    }
    let megabytes = source.bytes.count >> 20
    return [.time("yaml parse \(megabytes) MB", ours: ours, theirs: theirs, goal: 2.5)]
  }
}
