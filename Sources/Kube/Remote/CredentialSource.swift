// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTP
import Log

/// Keeps one access's login, and gets a new one when the old one is used up.
actor CredentialSource {
  private let credentials: Credentials
  private let clock: Timekeeper
  private var kept: Login?
  private var keptAt = Duration.zero
  /// A plugin at work, for all who wait for it.
  private var running: Task<Result<Login, StatusError>, Never>?

  init(_ credentials: Credentials, _ clock: Timekeeper) {
    self.credentials = credentials
    self.clock = clock
  }

  func login() async throws(StatusError) -> Login {
    switch credentials {
    case .none: return Login()
    case .token(let token): return Login(authorization: .bearer(token))
    case .password(let user, let password):
      return Login(authorization: .basic(user: user, password: password))
    case .tokenFile(let path): return try read(path)
    case .plugin(let plugin): return try await ask(plugin)
    }
  }

  /// The server would not have `login`.
  /// - Returns: Whether another one may be had.
  func refuse(_ login: Login) -> Bool {
    switch credentials {
    case .none, .token, .password: return false
    case .tokenFile, .plugin:
      if kept == login { kept = nil }
      return true
    }
  }

  /// A token is replaced long before it expires: looking every few seconds is often enough.
  private func read(_ path: String) throws(StatusError) -> Login {
    let now = clock.elapsed()
    if let kept, now - keptAt < .seconds(10) { return kept }
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
      throw .noCredentials("the token file \(path) cannot be read")
    }
    let token = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    guard !token.isEmpty else { throw .noCredentials("the token file \(path) is empty") }
    let login = Login(authorization: .bearer(Secret(token)))
    kept = login
    keptAt = now
    return login
  }

  private func ask(_ plugin: ExecPlugin) async throws(StatusError) -> Login {
    if let kept, kept.expiry.map({ clock.date() < $0 }) ?? true { return kept }
    let task = running ?? Task { await plugin.run() }
    running = task
    let result = await task.value
    if running == task {
      running = nil
      if case .success(let login) = result { kept = login }
    }
    return try result.get()
  }
}

extension StatusError {
  static func noCredentials(_ why: String, hint: String? = nil) -> StatusError {
    var error = StatusError(code: 401, reason: .unauthorized, message: why)
    error.attempt = "sign in to the cluster"
    error.hint = hint
    return error
  }
}
