// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log

/// What an http server's answers mean to somebody who asks for a repository.
struct HTTPAnswers {
  let action: String
  let identity: Identity
  let stop: Stop

  /// Throws unless it is the answer that git's protocol has for this request.
  func check(_ response: HTTPResponse, _ contentType: String) throws(GitError) {
    switch response.status {
    case 200: break
    case 401: throw GitError(action, "authentication refused", .authenticationRefused, hint: hint)
    case 403:
      throw GitError(
        action, "access refused\(words(of: response))", .authenticationRefused, hint: hint)
    case 404, 410:
      throw GitError(action, "there is no repository\(words(of: response))", .notFound)
    case 407: throw GitError(action, "the proxy wants credentials")
    default:
      throw GitError(action, "the server answered \(response.status)\(words(of: response))")
    }
    let type = response.headers["Content-Type"] ?? "no content type"
    guard type.prefix(while: { $0 != ";" }) == contentType else {
      throw GitError(
        action, "the server answered with \(type) where git's protocol was expected",
        hint: "the url may be that of a web page, or the server shows one for signing in")
    }
  }

  func failure(_ error: HTTPError) -> GitError {
    if error.isTimeout || error.isCancelled, let ending = stop.ending(action) { return ending }
    return GitError(action, error.cause, error.isTimeout ? .timeout : .other, hint: error.hint)
  }

  func strangeRedirect(to url: String) -> GitError {
    GitError(action, "it was redirected to \(url), which is no repository's address")
  }

  var brokenOff: GitError { GitError(action, "the server broke off before all was sent") }

  private var hint: String {
    switch identity {
    case .none, .ssh: "give a user and a password, or a token"
    case .basic(let user, _): "check the password of \(user)"
    case .bearer: "check the token, and whether it has expired"
    }
  }

  /// What the server says in plain words, as git shows it.
  private func words(of response: HTTPResponse) -> String {
    guard response.headers["Content-Type"]?.hasPrefix("text/plain") == true else { return "" }
    var bytes: [UInt8] = []
    while bytes.count < 1000, let more = try? response.body.nextBlocking() { bytes += more }
    let text = inOurWords(String(decoding: bytes.prefix(1000), as: UTF8.self))
    return text.isEmpty ? "" : ": \(text)"
  }
}
