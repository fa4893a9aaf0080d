// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// A bare copy on disk of one repository somewhere else: its branches and tags, and what they hold.
///
/// One conversation at a time, on a queue of its own. The directory is the mirror's alone: nobody
/// else writes there, and it may be taken away and made anew.
package actor Mirror {
  package nonisolated let contents: Contents
  let path: String
  private(set) var remote: Remote
  private let client: HTTPClient
  private let connections: SSHConnections
  /// Refs to keep beside branches and tags.
  private var others: Set<String> = []
  private let executor: QueueExecutor

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// At `path` there is a mirror already, or nothing yet. A process needs but one `client`, and one set of
  /// `connections`.
  package init(
    of remote: Remote, at path: String, over client: HTTPClient,
    _ connections: SSHConnections = SSHConnections()
  ) {
    // Nothing here is reached but through a mirror.
    LibGit2.start()
    self.remote = remote
    self.path = path
    self.client = client
    self.connections = connections
    contents = Contents(of: path)
    executor = QueueExecutor("git.mirror")
  }

  /// Goes on with other credentials, or another way to the same repository.
  package func use(_ remote: Remote) {
    self.remote = remote
  }

  /// Asks the remote what it has, and brings nothing.
  package func poll() async throws(GitError) -> RemoteRefs {
    try await converse { (talk) throws(GitError) in
      try talk.connect("fetch from \(talk.remote.url)", nil).refs()
    }
  }

  /// Follows the remote: brings what is new, and forgets the branches and tags that are gone.
  ///
  /// `others` are full names of refs to follow beside branches and tags, from now on.
  package func fetch(others: Set<String> = []) async throws(GitError) -> Fetched {
    self.others.formUnion(others)
    let damage = await contents.reopen()
    let fetched = try await converse { [path, others = self.others] (talk) throws(GitError) in
      try talk.fetch(into: path, others: others, damage: damage)
    }
    if fetched.remade != nil || fetched.isRepacked { _ = await contents.reopen() }
    return fetched
  }

  /// Runs `body` on this actor's queue; it ends at the timeout, and when the task is cancelled.
  func converse<Answer: Sendable>(
    _ body: (Conversation) throws(GitError) -> Answer
  ) async throws(GitError) -> Answer {
    let stop = Stop(after: remote.timeout)
    let talk = Conversation(
      remote: remote, client: client, connections: connections, stop: stop)
    let result = await withTaskCancellationHandler {
      answer(talk, body)
    } onCancel: {
      stop.cancel()
    }
    return try result.get()
  }

  /// A method of the actor: a closure that does not need `self` would run, and block, elsewhere.
  private func answer<Answer>(
    _ talk: Conversation, _ body: (Conversation) throws(GitError) -> Answer
  ) -> Result<Answer, GitError> {
    Result { () throws(GitError) in try body(talk) }
  }
}

/// What a fetch did.
package struct Fetched: Sendable, Equatable {
  /// What the remote has, and the mirror now too.
  package let refs: RemoteRefs
  /// The full names of the refs that came, moved or went.
  package let changed: Set<String>
  /// Why the mirror was taken away and made anew, where it was.
  package internal(set) var remade: GitError?
  var isRepacked = false
}
