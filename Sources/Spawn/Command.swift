// SPDX-License-Identifier: Apache-2.0

package import Log

/// A program to run: which one, with what, and for how long at most. No shell reads any of it.
///
/// The program gets a process group of its own, and the whole group ends with it: nothing that it
/// started outlives it, unless that made itself a session of its own. It inherits no descriptor
/// but its three standard streams.
package struct Command: Sendable {
  /// A path, or a name to look for in the `PATH` of `environment`.
  package var program: String

  package var arguments: [String]
  package var environment = Environment.inherited
  package var directory: String?
  package var input = Input.nothing

  /// The exit statuses that are no failure.
  package var accepts: Set<Int32> = [0]

  /// How many bytes of standard output are kept; a program that writes more is stopped and fails.
  package var limit = 16 << 20

  /// When it is told to stop, counted from its start.
  package var deadline: Duration?

  /// How long it may take to stop after SIGTERM, before SIGKILL goes to its whole group.
  package var grace = Duration.seconds(5)

  /// Texts that errors show as `***`, wherever in the arguments or the output they occur.
  package var secrets: [Secret<String>] = []

  package init(_ program: String, _ arguments: [String] = []) {
    self.program = program
    self.arguments = arguments
  }

  package init(_ program: String, _ arguments: String...) {
    self.init(program, arguments)
  }
}

/// What a program reads on its standard input.
package enum Input: Sendable {
  case nothing
  case bytes([UInt8])

  /// An open descriptor (a file, a pipe, a socket), which stays the caller's to close.
  case descriptor(Int32)
}

/// The environment variables of a program.
package enum Environment: Sendable {
  case inherited

  /// Our own, with these set; those given as `nil` are left out.
  case extended([String: String?])

  case exactly([String: String])
}
