// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import HTTP
package import Log
import Manifest
import PKI
import Spawn

/// Gets tokens, and keeps them until shortly before they end. Whoever asks while one is being got waits for
/// the same one.
package actor AzureSignIn {
  /// Who, for which cloud.
  private struct Door: Hashable {
    let credential: AzureCredential
    let cloud: AzureCloud
  }

  private let http: HTTPClient
  private let metadata: String
  private let az: String
  private let now: @Sendable () -> Int64
  private var tokens: [Door: AccessToken] = [:]
  private var refusals: [Door: (error: AzureError, until: Int64)] = [:]
  private var flights: [Door: Task<Result<AccessToken, AzureError>, Never>] = [:]

  /// `metadata` is where the machine that this runs on tells of itself, `az` the program of that name; `now`
  /// tells seconds of the common era.
  package init(
    over http: HTTPClient, metadata: String = "http://169.254.169.254", az: String = "az",
    now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
  ) {
    self.http = http
    self.metadata = metadata
    self.az = az
    self.now = now
  }

  /// A token that works.
  package func token(
    for credential: AzureCredential, in cloud: AzureCloud
  ) async throws(AzureError) -> Secret<String> {
    let door = Door(credential: credential, cloud: cloud)
    let kept = tokens[door]
    if let kept, now() < kept.refresh, kept.works(at: now()) { return kept.text }
    if kept?.works(at: now()) != true, let refusal = refusals[door], now() < refusal.until {
      throw refusal.error
    }
    switch await fly(door) {
    case .success(let token): return token.text
    case .failure(let error):
      // The old one does until it ends.
      guard let kept, kept.works(at: now()) else { throw error }
      tokens[door]?.refresh = now() + 30
      return kept.text
    }
  }

  /// Azure does not know a token any more.
  package func forget(_ token: Secret<String>) {
    tokens = tokens.filter { $0.value.text != token }
  }

  private func fly(_ door: Door) async -> Result<AccessToken, AzureError> {
    if let flight = flights[door] { return await flight.value }
    let flight = Task { await fetch(door) }
    flights[door] = flight
    let result = await flight.value
    flights[door] = nil
    switch result {
    case .success(let token):
      tokens[door] = token
      refusals[door] = nil
    case .failure(let error):
      // A wrong password is not tried by each of a hundred clusters.
      refusals[door] = (error, now() + 10)
    }
    return result
  }

  // MARK: Getting one

  private func fetch(_ door: Door) async -> Result<AccessToken, AzureError> {
    let request = TokenRequest(cloud: door.cloud)
    let action = "sign in to \(door.cloud.name) as \(door.credential.name)"
    do throws(AzureError) {
      switch door.credential {
      case .secret(let tenant, let client, let secret):
        let proof = [("client_secret", secret.reveal())]
        return .success(try await ask(request.application(tenant, client, proof), action))
      case .certificate(let tenant, let client, let pem):
        let proof = TokenRequest.assertion(
          try assertion(client, request.place(of: tenant), pem, action))
        return .success(try await ask(request.application(tenant, client, proof), action))
      case .workload(let tenant, let client, let file):
        let proof = TokenRequest.assertion(try read(file, action))
        return .success(try await ask(request.application(tenant, client, proof), action))
      case .managed(let client, let resource):
        let request = request.machine(at: metadata, client: client, resource: resource)
        return .success(try await ask(request, action))
      case .commandLine(let tenant):
        return .success(try await run(door.cloud, tenant, action))
      }
    } catch {
      return .failure(error)
    }
  }

  private func assertion(
    _ client: String, _ audience: String, _ pem: Secret<String>, _ action: String
  ) throws(AzureError) -> String {
    let assertion = ClientAssertion(
      client: client, audience: audience, now: now(), id: UUID().uuidString)
    let hint = "give the certificate and its key in PEM, one behind the other"
    let signed: String?
    do throws(PKIError) {
      signed = try assertion.signed(with: pem)
    } catch {
      throw AzureError(action, "\(error)", hint: error.hint ?? hint)
    }
    guard let signed else {
      throw AzureError(action, "the key is not the certificate's", hint: hint)
    }
    return signed
  }

  private func read(_ file: String, _ action: String) throws(AzureError) -> String {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw AzureError(action, "the token file \(file) cannot be read")
    }
    return String(text.filter { !$0.isWhitespace })
  }

  private func ask(_ request: HTTPRequest, _ action: String) async throws(AzureError) -> AccessToken
  {
    let (status, text, retryAfter) = try await send(request, action)
    let answer = (try? JSON.parse(text)) ?? .null
    if (200..<300).contains(status), let token = AccessToken(answer, now: now()) { return token }
    let fault = EntraFault(answer, status: status)
    throw AzureError(
      action, fault.cause, hint: fault.hint, code: fault.code, status: status,
      retryAfter: retryAfter)
  }

  private func send(
    _ request: HTTPRequest, _ action: String
  ) async throws(AzureError) -> (status: Int, text: String, retryAfter: Int64?) {
    do throws(HTTPError) {
      let response = try await http.send(request)
      let bytes = try await response.body.collect(upTo: 1 << 20)
      let retryAfter = response.headers["Retry-After"].flatMap { Int64($0) }
      return (response.status, String(decoding: bytes, as: UTF8.self), retryAfter)
    } catch {
      throw AzureError(action, error.cause, hint: error.hint)
    }
  }

  /// Asks the program `az`, whose user is signed in.
  private func run(
    _ cloud: AzureCloud, _ tenant: String?, _ action: String
  ) async throws(AzureError) -> AccessToken {
    var command = Command(
      az, "account", "get-access-token", "--output", "json", "--resource", cloud.audience)
    if let tenant { command.arguments += ["--tenant", tenant] }
    command.deadline = .seconds(60)
    let text: String
    do throws(SpawnError) {
      text = try await command.run().text
    } catch {
      throw AzureError(action, error.cause, hint: "run az login, or name an AzureClusterIdentity")
    }
    let answer = (try? JSON.parse(text)) ?? .null
    guard let token = AccessToken(commandLine: answer, now: now()) else {
      throw AzureError(action, "az printed no token", hint: "run az login")
    }
    return token
  }
}
