// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What is published, as kubectl reads it.
struct KubectlTests {
  private static let definition = """
    {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
     "metadata": {"name": "ponds.test.capctl.dev"},
     "spec": {"group": "test.capctl.dev", "scope": "Namespaced",
      "names": {"plural": "ponds", "kind": "Pond", "shortNames": ["pd"], "categories": ["water"]},
      "versions": [{"name": "v1", "served": true, "storage": true,
       "additionalPrinterColumns": [{"name": "Depth", "type": "integer", "jsonPath": ".spec.depth"}],
       "schema": {"openAPIV3Schema": {"type": "object", "description": "Pond holds water.",
        "properties": {"spec": {"type": "object", "required": ["depth"], "properties": {
         "depth": {"type": "integer", "description": "Depth in metres.", "minimum": 1},
         "fish": {"type": "array", "items": {"type": "object", "properties": {
          "name": {"type": "string"}}}}}}}}}}]}}
    """

  private static func pond(_ depth: Int) -> String {
    """
    {"apiVersion": "test.capctl.dev/v1", "kind": "Pond", "metadata": {"name": "p"},
     "spec": {"depth": \(depth), "fish": [{"name": "carp"}]}}
    """
  }

  @Test func `a definition is applied, explained and used`() async throws {
    try await KubectlPlane.run { _, kubectl in
      try await kubectl("apply", "-f", "-", input: Self.definition)
      try await kubectl(
        "wait", "--for=condition=Established", "crd/ponds.test.capctl.dev", "--timeout=60s")
      let listed = try await kubectl("api-resources", "--api-group=test.capctl.dev")
      #expect(listed.contains("ponds") && listed.contains("pd") && listed.contains("Pond"))

      let explained = try await kubectl("explain", "ponds")
      #expect(explained.contains("Pond holds water."))
      #expect(explained.contains("APIVersion defines"))
      let depth = try await kubectl("explain", "pd.spec.depth")
      #expect(depth.contains("Depth in metres.") && depth.contains("<integer>"))
      let whole = try await kubectl("explain", "ponds", "--recursive")
      #expect(whole.contains("fish") && whole.contains("creationTimestamp"))

      for depth in [1, 2] { try await kubectl("apply", "-f", "-", input: Self.pond(depth)) }
      let table = try await kubectl("get", "pd")
      #expect(table.contains("NAME   DEPTH\np      2"))
      let all = try await kubectl("get", "water", "-o", "name")
      #expect(all == "pond.test.capctl.dev/p\n")
      try await kubectl(
        "apply", "--server-side", "--force-conflicts", "-f", "-", input: Self.pond(3))
      let left = try await kubectl("get", "pd", "p", "-o", "jsonpath={.spec.depth}")
      #expect(left == "3")
      try await kubectl("apply", "--dry-run=server", "-f", "-", input: Self.pond(9))
      let deleted = try await kubectl("delete", "pd", "p")
      #expect(deleted.contains("deleted"))
    }
  }

  @Test func `what a schema refuses is refused before anything is sent`() async throws {
    try await KubectlPlane.run { _, kubectl in
      try await kubectl("apply", "-f", "-", input: Self.definition)
      let wrong = Self.pond(1).replacing("\"fish\"", with: "\"fishes\"")
      await #expect {
        try await kubectl("create", "-f", "-", input: wrong)
      } throws: { error in
        "\(error)".contains("unknown field") && "\(error)".contains("fishes")
      }
    }
  }

  @Test func `kinds of Kubernetes' own are explained, applied and listed`() async throws {
    try await KubectlPlane.run { _, kubectl in
      let containers = try await kubectl("explain", "deployment.spec.template.spec.containers")
      #expect(containers.contains("imagePullPolicy") && containers.contains("image"))
      let recursive = try await kubectl("explain", "pods", "--recursive")
      #expect(recursive.contains("readinessGates"))
      let old = try await kubectl("explain", "secrets", "--api-version=v1")
      #expect(old.contains("stringData"))
      func deployment(_ image: String) -> String {
        """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {
         "selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}},
         "spec": {"containers": [{"name": "c", "image": "\(image)"}, {"name": "e", "image": "x"}]}}}}
        """
      }
      for image in ["one", "two"] {
        try await kubectl("apply", "-f", "-", input: deployment(image))
      }
      let images = try await kubectl("get", "deploy", "d", "-o", "wide")
      #expect(images.contains("0/1") && images.contains("two,x") && images.contains("a=b"))
      try await kubectl("create", "secret", "generic", "s", "--from-literal=a=b")
      #expect(try await kubectl("get", "secret", "s").contains("Opaque   1"))
      #expect(try await kubectl("get", "all", "-o", "name").contains("deployment.apps/d"))
      #expect(try await kubectl("api-versions").contains("rbac.authorization.k8s.io/v1"))
    }
  }
}
