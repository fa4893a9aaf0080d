// SPDX-License-Identifier: Apache-2.0

// Bench [TOPIC…]: measures, prints a line a claim (name, ours, theirs, ratio, goal), and fails where
// a goal is missed.

import Foundation

exit(await Topics.run(Array(CommandLine.arguments.dropFirst())))
