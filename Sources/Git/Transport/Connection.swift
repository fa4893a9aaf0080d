// SPDX-License-Identifier: Apache-2.0

import CGit2

/// One connection to a remote, for one operation. Not `Sendable`: it stays on its maker's thread.
///
/// The remote has no name and reads no configuration: with one, libgit2 1.5.1 matches regular
/// expressions, and loses 74 KiB each time. Without, it loses nothing.
@safe struct Connection: ~Copyable {
  private let operation: Operation
  private let remote: OpaquePointer

  /// Connects, and hears what refs there are. Objects go to `repository` or come from it; without one
  /// there is nothing but the refs.
  init(
    to url: GitURL, for repository: OpenRepository?, pushing: Bool = false,
    _ operation: Operation
  ) throws(GitError) {
    let remote = try unsafe Self.remote(url, repository, operation)
    var options = unsafe git_remote_connect_options()
    unsafe git_remote_connect_options_init(
      &options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
    unsafe options.callbacks = callbacks(for: operation)
    // Said here so that no configuration is asked. Redirects are our carrier's.
    unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
    do throws(GitError) {
      try operation.check(
        unsafe git_remote_connect_ext(
          remote, pushing ? GIT_DIRECTION_PUSH : GIT_DIRECTION_FETCH, &options))
    } catch {
      unsafe git_remote_free(remote)
      throw error
    }
    // Nothing may throw below: with every stored property set, a throw runs `deinit` too.
    self.operation = operation
    unsafe self.remote = unsafe remote
  }

  deinit {
    unsafe git_remote_disconnect(remote)
    unsafe git_remote_free(remote)
  }

  private static func remote(
    _ url: GitURL, _ repository: OpenRepository?, _ operation: Operation
  ) throws(GitError) -> OpaquePointer {
    var remote: OpaquePointer?
    var options = unsafe git_remote_create_options()
    unsafe git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
    unsafe options.repository = repository?.pointer
    unsafe options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue
    var text = url.description
    if case .local(let path) = url.place {
      text = path
      let code = unsafe git_repository_open_ext(
        nil, path, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil)
      guard code != GIT_ENOTFOUND.rawValue else {
        throw GitError(operation.action, "there is no repository", .notFound)
      }
    }
    try operation.check(unsafe git_remote_create_with_opts(&remote, text, &options))
    guard let remote = unsafe remote else {
      preconditionFailure("libgit2 reported success and set no handle")
    }
    return unsafe remote
  }

  borrowing func refs() throws(GitError) -> RemoteRefs {
    var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
    var count = 0
    try operation.check(unsafe git_remote_ls(&heads, &count, remote))
    var refs = RemoteRefs()
    for index in 0..<count {
      guard let head = unsafe heads?[index]?.pointee else { continue }
      let target = unsafe text(head.symref_target)
      unsafe refs.add(text(head.name), ObjectID(head.oid), leadsTo: target)
    }
    return refs
  }

  /// Brings the objects of these refs (or patterns of them) that are not here yet; sets no ref.
  borrowing func download(_ names: [String]) throws(GitError) {
    var options = unsafe git_fetch_options()
    unsafe git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
    unsafe options.callbacks = callbacks(for: operation)
    unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
    unsafe options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
    let code = unsafe withStrings(names.map { "\($0):\($0)" }) {
      unsafe git_remote_download(remote, $0, &options)
    }
    try operation.check(code)
  }

  /// Asks the server to set `name` to what our own ref `source` holds.
  borrowing func upload(_ source: String, to name: String) throws(GitError) {
    var options = unsafe git_push_options()
    unsafe git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION))
    unsafe options.callbacks = callbacks(for: operation)
    unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
    let code = unsafe withStrings(["\(source):\(name)"]) {
      unsafe git_remote_upload(remote, $0, &options)
    }
    try operation.check(code)
  }
}

extension RemoteRefs {
  fileprivate mutating func add(_ name: String, _ id: ObjectID, leadsTo target: String) {
    if name == "HEAD" {
      head = id
      defaultBranch = target.isEmpty ? nil : target
    } else if name.hasSuffix("^{}") {
      peeled[String(name.dropLast(3))] = id
    } else if isValidRef(name) {
      ids[name] = id
    }
  }
}

/// A name that a server made up may be a path that leads elsewhere.
func isValidRef(_ name: String) -> Bool {
  var isValid: CInt = 0
  return unsafe git_reference_name_is_valid(&isValid, name) == 0 && isValid == 1
}
