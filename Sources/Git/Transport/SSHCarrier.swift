// SPDX-License-Identifier: Apache-2.0

import Log
import SSH

/// git's protocol over ssh: one command on the server, whose input and output carry all of it.
final class SSHCarrier: Carrier {
  let isStateless = false
  private let endpoint: SSHEndpoint
  private let identity: SSHIdentity
  private let policy: HostKeyPolicy
  private let path: String
  private let stop: Stop
  private let action: String

  init(
    to endpoint: SSHEndpoint, _ path: String, as identity: SSHIdentity,
    trusting policy: HostKeyPolicy, until stop: Stop, _ action: String
  ) {
    self.endpoint = endpoint
    self.path = path
    self.identity = identity
    self.policy = policy
    self.stop = stop
    self.action = action
  }

  func open(_ service: Service) throws(GitError) -> any Wire {
    let channel = try relaying(action, stop) { () throws(SSHError) in
      let connection = try SSHConnection(
        to: endpoint, as: identity, trusting: policy, deadline: stop.deadline)
      stop.whenCancelled { connection.cancel() }
      _ = try connection.waitUntilReady()
      let command = "\(service.program.rawValue) \(Self.quoted(path))"
      return connection.open(command, deadline: stop.deadline).blocking
    }
    return SSHWire(channel, until: stop, action)
  }

  /// As git quotes for the shell over there.
  private static func quoted(_ path: String) -> String {
    "'" + path.replacing("'", with: #"'\''"#).replacing("!", with: #"'\!'"#) + "'"
  }
}
