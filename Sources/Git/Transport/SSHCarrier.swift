// SPDX-License-Identifier: Apache-2.0

import Log
import SSH

/// git's protocol over ssh: one command on the server, whose input and output carry all of it.
final class SSHCarrier: Carrier {
  let isStateless = false
  private let login: SSHLogin
  private let path: String
  private let connections: SSHConnections
  private let stop: Stop
  private let action: String

  init(
    as login: SSHLogin, _ path: String, over connections: SSHConnections, until stop: Stop,
    _ action: String
  ) {
    self.login = login
    self.path = path
    self.connections = connections
    self.stop = stop
    self.action = action
  }

  func open(_ service: Service) throws(GitError) -> any Wire {
    let command = "\(service.program.rawValue) \(Self.quoted(path))"
    let anew = { [self] () throws(GitError) in start(command, on: try connect()) }
    guard let kept = connections.take(login) else {
      return SSHWire(try anew(), until: stop, action)
    }
    return SSHWire(start(command, on: kept), orElse: anew, until: stop, action)
  }

  private func connect() throws(GitError) -> SSHConnections.Kept {
    try relaying(action, stop) { () throws(SSHError) in
      let connection = try SSHConnection(
        to: login.endpoint, as: login.identity, trusting: .known(login.hosts),
        deadline: stop.deadline)
      stop.whenCancelled { connection.cancel() }
      _ = try connection.waitUntilReady()
      return SSHConnections.Kept(connection: connection, login: login)
    }
  }

  private func start(_ command: String, on kept: SSHConnections.Kept) -> SSHWire.Run {
    let channel = kept.connection.open(command, deadline: stop.deadline)
    stop.whenCancelled { channel.cancel() }
    return SSHWire.Run(channel: channel.blocking) { [connections] in connections.give(back: kept) }
  }

  /// As git quotes for the shell over there.
  private static func quoted(_ path: String) -> String {
    "'" + path.replacing("'", with: #"'\''"#).replacing("!", with: #"'\!'"#) + "'"
  }
}
