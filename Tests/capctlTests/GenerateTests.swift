// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

@testable import capctl

struct GenerateTests {
  private static let template = """
    # ${CLUSTER_NAME} is a cluster
    name: ${CLUSTER_NAME}   # as it was
    location: ${AZURE_LOCATION:=westeurope}

    """

  @Test func `a file becomes its text with values in it`() async throws {
    try await withTemporaryDirectory { directory in
      let file = try directory.write(Self.template, to: "t.yaml").path()
      let output = try await Capctl.run(
        "generate", "yaml", "--from", file, environment: ["CLUSTER_NAME": "prod"])
      #expect(
        output.text == """
          # prod is a cluster
          name: prod   # as it was
          location: westeurope

          """)
      #expect(output.errorText == "")
      #expect(output.exitCode == 0)
    }
  }

  @Test(arguments: [[], ["--from", "-"], ["--from=-"]])
  func `standard input is read where nothing else is named`(_ words: [String]) async throws {
    var command = Command(Capctl.path, ["generate", "yaml"] + words)
    command.input = .bytes(Array("a: ${A}".utf8))
    command.environment = Capctl.environment(["A": "1"])
    #expect(try await command.run().text == "a: 1\n")
  }

  @Test func `variables are listed as clusterctl lists them`() async throws {
    let output = try await Capctl.run(
      "generate", "yaml", "--list-variables", input: .bytes(Array(Self.template.utf8)))
    #expect(
      output.text == """
        Variables:
          - AZURE_LOCATION
          - CLUSTER_NAME

        """)
    #expect(output.exitCode == 0)
  }

  @Test func `strict is bash`() async throws {
    let template = Input.bytes(Array("${A:+set} ${A: -2} ${B-none}".utf8))
    let output = try await Capctl.run(
      "generate", "yaml", "--strict", input: template, environment: ["A": "value"])
    #expect(output.text == "set ue none\n")
  }

  @Test func `an address is fetched`() async throws {
    try await StubServer.run { request, connection in
      let isThere = request.target.hasPrefix("/t.yaml")
      let body = isThere ? "a: ${A:=1}${" : "gone ${A"
      connection.send(
        "HTTP/1.1 \(isThere ? "200 OK" : "404 Not Found")\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      )
    } _: { server in
      let address = "http://user:hunter2@127.0.0.1:\(server.port)"
      let found = try await Capctl.run("generate", "yaml", "--from", address + "/t.yaml?token=s3")
      #expect(
        found.errorText == """
          error: cannot expand http://127.0.0.1:\(server.port)/t.yaml:1:11: \
          unable to parse variable name: unclosed ${

          """)
      let missing = try await Capctl.run("generate", "yaml", "--from", address + "/none.yaml")
      #expect(missing.text == "")
      #expect(
        missing.errorText == """
          error: cannot read http://127.0.0.1:\(server.port)/none.yaml: \
          the server answered with status 404

          """)
      #expect(missing.exitCode == 1)
    }
  }

  @Test(arguments: [
    ("-", TemplateSource.input), ("a/b.yaml", .file("a/b.yaml")), ("http:a", .file("http:a")),
    ("https://h/o/r/blob/x", .web("https://h/o/r/blob/x")),
    (
      "https://github.com/o/r/blob/main/a/t.yaml",
      .web("https://raw.githubusercontent.com/o/r/main/a/t.yaml")
    ),
    ("https://github.com/o/r", .web("https://github.com/o/r")),
  ])
  func `a page of GitHub stands for its file`(_ text: String, _ source: TemplateSource) {
    #expect(TemplateSource(text) == source)
  }
}
