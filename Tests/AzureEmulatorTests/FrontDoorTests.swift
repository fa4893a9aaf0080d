// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest
import Testing

@testable import AzureEmulator

@Suite struct FrontDoorTests {
  @Test(arguments: [
    ("client_secret=wrong", Desk.tenant, Desk.client, 401, "AADSTS7000215"),
    ("", Desk.tenant, Desk.client, 401, "AADSTS7000218"),
    ("client_secret=emulator-secret", "another", Desk.client, 400, "AADSTS90002"),
    ("client_secret=emulator-secret", Desk.tenant, "another", 400, "AADSTS700016"),
    ("client_assertion=a.b", Desk.tenant, Desk.client, 401, "AADSTS50027"),
  ])
  func `a client is told why it cannot sign in`(
    form: String, tenant: String, client: String, status: Int, code: String
  ) throws {
    let reply = try Desk().signInReply(form, tenant: tenant, client: client)
    #expect(reply.status == status)
    #expect(reply.body?.text("error_description")?.hasPrefix("\(code):") == true)
  }

  @Test func `an expired secret is refused as expired`() throws {
    let desk = try Desk()
    desk.call(
      "PATCH", "/emulator/settings", #"{"clients": {"\#(Desk.client)": {"expired": true}}}"#)
    let reply = desk.signInReply("client_secret=emulator-secret")
    #expect(reply.body?.text("error_description")?.hasPrefix("AADSTS7000222:") == true)
  }

  @Test func `a federated token opens only for the subject it was said for`() throws {
    let desk = try Desk()
    desk.call(
      "PATCH", "/emulator/settings",
      #"{"clients": {"\#(Desk.client)": {"federated": [{"issuer": "i", "subject": "s", "audience": "a"}]}}}"#
    )
    func answer(_ subject: String) -> Reply {
      let claims: Value = ["iss": "i", "sub": .string(subject), "aud": "a", "exp": 4_000_000_000]
      return desk.signInReply("client_assertion=\(Token.make(claims, with: [1]))")
    }
    #expect(answer("s").status == 200)
    #expect(answer("t").body?.text("error_description")?.hasPrefix("AADSTS70021:") == true)
  }

  @Test func `a call without a token, with a bad one and with an old one is refused`() throws {
    let desk = try Desk()
    #expect(desk.call("GET", Desk.group, token: "a.b.c").code == "InvalidAuthenticationToken")
    let bare = Call("GET", Desk.group)
    #expect(desk.world.answer(bare, at: .zero).code == "AuthenticationFailed")
    desk.turnClock(3601)
    #expect(desk.call("GET", Desk.group).code == "ExpiredAuthenticationToken")
  }

  @Test func `a token of another tenant does not open this subscription`() throws {
    let desk = try Desk()
    let token = desk.signIn(tenant: "7e57a000-0000-4000-8000-000000000002")
    #expect(desk.call("GET", Desk.group, token: token).code == "InvalidAuthenticationTokenTenant")
  }

  @Test func `a client without a role is told for which action`() throws {
    let desk = try Desk(
      #"{"clients": {"\#(Desk.client)": {"secret": "emulator-secret", "denied": ["Microsoft.Network/virtualNetworks/write"]}}}"#
    )
    desk.call("PUT", Desk.group, #"{"location": "westeurope"}"#)
    let reply = desk.call("PUT", "\(Desk.network)/virtualNetworks/net", "{}")
    #expect(reply.status == 403)
    #expect(
      reply.body?.text("error.message")?.contains("Microsoft.Network/virtualNetworks/write") == true
    )
    #expect(desk.call("GET", "\(Desk.network)/virtualNetworks/net").status == 404)
  }

  @Test(arguments: [
    ("GET", "/subscriptions/none/resourceGroups", "2021-01-01", "SubscriptionNotFound"),
    ("GET", Desk.group, nil, "MissingApiVersionParameter"),
    ("GET", Desk.group, "yesterday", "InvalidApiVersionParameter"),
    ("GET", Desk.group, "2099-01-01", "NoRegisteredProviderFound"),
    ("GET", Desk.group, "2021-01-01", "ResourceGroupNotFound"),
    ("GET", "\(Desk.network)/virtualNetworks/net", "2021-01-01", "ResourceGroupNotFound"),
    ("GET", "\(Desk.network)/nothings/net", "2021-01-01", "InvalidResourceType"),
    ("PUT", Desk.group, "2021-01-01", "LocationRequired"),
  ])
  func `a call that Azure would not take is refused in its words`(
    method: String, path: String, version: String?, code: String
  ) throws {
    #expect(
      try Desk().call(method, path, method == "PUT" ? "{}" : "", version: version).code == code)
  }

  @Test func `calls beyond the limits are put off, and the rest is told`() throws {
    let desk = try Desk(#"{"limits": {"reads": {"size": 2, "perSecond": 1}}}"#)
    let left = "x-ms-ratelimit-remaining-subscription-reads"
    #expect(desk.call("GET", Desk.group).headers[left] == "1")
    desk.call("GET", Desk.group)
    let late = desk.call("GET", Desk.group)
    #expect(late.status == 429)
    #expect(late.headers["Retry-After"] == "1")
    desk.turnClock(1)
    #expect(desk.call("GET", Desk.group).status == 404)
  }

  @Test func `ids have no case`() throws {
    let desk = try Desk()
    try desk.furnish()
    let path = "\(Desk.network)/virtualNetworks/net"
    #expect(desk.call("GET", path.uppercased()).body?.text("id") == path)
    #expect(
      desk.call(
        "PUT", path.lowercased(),
        #"{"tags": {}, "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}}"#
      ).status == 200)
  }

  @Test func `a fault strikes as planted, and no longer`() throws {
    let desk = try Desk()
    desk.plant(
      #"{"method": "GET", "path": "/resourcegroups/g", "status": 503, "code": "ServerBusy", "retryAfter": 7, "times": 2, "skip": 1}"#
    )
    let replies = (0..<4).map { _ in desk.call("GET", Desk.group) }
    #expect(replies.map(\.status) == [404, 503, 503, 404])
    #expect(replies[1].headers["Retry-After"] == "7")
    #expect(replies[1].code == "ServerBusy")
  }

  @Test func `an answer can be lost after the deed`() throws {
    let desk = try Desk()
    desk.plant(#"{"method": "PUT", "late": true, "breakOff": true}"#)
    #expect(desk.call("PUT", Desk.group, #"{"location": "westeurope"}"#).breaksOff)
    #expect(desk.call("GET", Desk.group).status == 200)
  }

  @Test func `what came is kept in its order, without secrets of signing in`() throws {
    let desk = try Desk()
    desk.call("PUT", Desk.group, #"{"location": "westeurope"}"#, version: "2025-04-01")
    let entries = desk.call("GET", "/emulator/requests").body?.items("value") ?? []
    #expect(entries.map { $0.text("method") } == ["POST", "PUT"])
    #expect(entries.last?["body"] == ["location": "westeurope"])
    #expect(entries.last?.text("type") == "Microsoft.Resources/resourceGroups")
    #expect(entries.last?.text("apiVersion") == "2025-04-01")
    #expect(!JSON.text(.list(entries)).contains("emulator-secret"))
  }
}
