// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Glibc

prepareSignals()

let capctl = Verb(
  "capctl", "Commit a cluster to git: capctl builds it, and hands it to GitOps",
  verbs: [
    .agent, .backup, .build, .completion, .convert, .crds, .generate, .get, .restore, .up,
    .validate, .version,
  ])

let words = Swift.CommandLine.arguments.dropFirst()
exit(await Program(capctl).run(Array(words)).rawValue)
