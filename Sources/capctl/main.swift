// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Glibc
import Kube
import PKI

keepOpenSSL()
prepareSignals()

let capctl = Verb(
  "capctl", "Commit a cluster to git: capctl builds it, and hands it to GitOps",
  verbs: [
    .agent, .apiResources, .apply, .backup, .build, .completion, .convert, .crds, .delete,
    .describe, .edit, .events, .explain, .generate, .get, .logs, .plan, .reconcile, .restore,
    .resume,
    .rollout, .scale, .suspend, .up, .validate, .version, .wait,
  ])

let program = Program(capctl) { error in
  (error as? StatusError)?.isNotFound == true || error is KindFinder.Unknown ? .notFound : .failed
}

let typed = Array(Swift.CommandLine.arguments.dropFirst())
let words: [String]
do {
  words = try UpConfig.expanded(typed, processEnvironment)
} catch {
  Console().complain(of: error)
  exit(ExitCode.usage.rawValue)
}
exit(await program.run(words).rawValue)
