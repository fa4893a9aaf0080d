// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import Views

struct EditedObjectTests {
  private static let text = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: a, namespace: b, managedFields: [{manager: x}], labels: {l: m}}
    data: {one: "1", two: "2"}
    """

  private func object(_ form: EditedObject.Form = .yaml) throws -> EditedObject {
    EditedObject(Object(try YAML.parse(Self.text)), as: form)
  }

  @Test(arguments: EditedObject.Form.allCases)
  func `what is not changed is no patch`(_ form: EditedObject.Form) throws {
    let object = try object(form)
    #expect(!object.body.contains("managedFields"))
    for problems in [[], ["line:3: no"]] {
      let shown = EditedObject.header(problems: problems) + object.body
      #expect(EditedObject.body(of: shown) == object.body)
      #expect(try object.patch(to: EditedObject.body(of: shown)) == [:])
    }
  }

  @Test(arguments: [
    ("two: \"2\"", "two: \"3\"", #"{"data":{"two":"3"}}"#),
    ("  two: \"2\"\n", "", #"{"data":{"two":null}}"#),
    ("labels:\n    l: m", "labels:\n    l: m\n    x: o", #"{"metadata":{"labels":{"x":"o"}}}"#),
    ("  one: \"1\"", "  # a remark\n  one: \"1\"", "{}"),
  ])
  func `a patch has what was changed`(_ old: String, _ new: String, _ patch: String) throws {
    let object = try object()
    #expect(object.body.contains(old), "\(object.body)")
    let changed = try object.patch(to: object.body.replacing(old, with: new))
    #expect(JSON.text(changed) == patch)
  }

  @Test(arguments: [
    ("kind: ConfigMap", "kind: Secret", "kind cannot become another here"),
    ("name: a", "name: c", "metadata.name cannot become another here"),
    ("apiVersion: v1", "a: b\n---\napiVersion: v1", "it is not one object"),
    ("data:", "data: [", "line:"),
  ])
  func `what cannot be meant is refused`(_ old: String, _ new: String, _ cause: String) throws {
    let object = try object()
    do {
      _ = try object.patch(to: object.body.replacing(old, with: new))
      Issue.record("it was taken")
    } catch {
      #expect(error.problems.joined(separator: " ").contains(cause), "\(error.problems)")
    }
  }

  @Test func `a mistake is told by the line it has when it is shown again`() throws {
    let object = try object()
    let body = object.body.replacing("one: \"1\"", with: "one: @x")
    do {
      _ = try object.patch(to: body)
      Issue.record("it was taken")
    } catch {
      let shown = EditedObject.header(problems: error.problems) + body
      let lines = shown.split(separator: "\n", omittingEmptySubsequences: false)
      let line = try #require(lines.firstIndex { $0.contains("one: @x") })
      #expect(error.problems[0].contains("line:\(line + 1):"), "\(error.problems)")
    }
  }

  @Test(arguments: [
    (#"{"data":{"two":"3"}}"#, "two: \"2\"", "two: \"4\"", ["data.two"]),
    (#"{"data":{"two":"3"}}"#, "two: \"2\"", "two: \"3\"", []),
    (#"{"data":{"two":"3"}}"#, "one: \"1\"", "one: \"4\"", []),
    (#"{"data":{"two":null}}"#, ", two: \"2\"", "", []),
    (#"{"data":{"two":null}}"#, "two: \"2\"", "two: \"4\"", ["data.two"]),
    (#"{"metadata":{"labels":{"x":"o"}}}"#, "l: m", "l: m, x: p", ["metadata.labels.x"]),
    (#"{"data":{"two":"3"}}"#, "data: {one: \"1\", two: \"2\"}", "", ["data"]),
  ])
  func `what others changed meanwhile is seen`(
    _ patch: String, _ old: String, _ new: String, _ paths: [String]
  ) throws {
    let current = Object(try YAML.parse(Self.text.replacing(old, with: new)))
    let found = try object().clashes(of: try JSON.parse(Array(patch.utf8)), with: current)
    #expect(found.map(\.description) == paths)
  }

  @Test func `an empty text is one without anything but remarks`() {
    #expect(EditedObject.isEmpty("") && EditedObject.isEmpty("\n# x\n  \n"))
    #expect(!EditedObject.isEmpty("\n# x\na"))
  }
}
