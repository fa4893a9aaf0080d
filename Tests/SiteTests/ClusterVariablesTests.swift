// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import Template
import Testing

@testable import Site

@Suite struct ClusterVariablesTests {
  static let variables = ClusterVariables([
    ClusterVariables.Place("the cluster's own facts", ["CLUSTER_NAME": "c"]),
    ClusterVariables.Place("Secret a", ["CLUSTER_NAME": "no", "KEY": "k"], isSecret: true),
    ClusterVariables.Place("ConfigMap b", ["KEY": "no", "REGION": "north"]),
    ClusterVariables.Place("ConfigMap gone", nil),
  ])

  @Test(arguments: [
    ("$<CLUSTER_NAME>", "c", "c"), ("$<KEY>", "k", "***"), ("$<REGION>", "north", "north"),
    ("$<ZONE:=one>", "one", "one"), ("a $$<KEY> b", "a $<KEY> b", "a $<KEY> b"),
  ])
  func `the best place wins, and what came from a Secret is not shown`(
    text: String, value: String, shown: String
  ) throws {
    let bound = try Expression(parsing: .string(text)).bind(in: Self.variables)
    #expect(bound.reveal() == .string(value))
    #expect(bound.redacted == .string(shown))
  }

  @Test(arguments: [
    ("$<ZONE>", "Secret a, ConfigMap b, ConfigMap gone (which does not exist)"),
    ("$<spec.replicas>", "only variables, in capitals"), ("$<CLUSTER_NAME.x>", "only variables"),
  ])
  func `what is nowhere is told with the places it was looked for in`(
    text: String, words: String
  ) throws {
    let expression = try Expression(parsing: .string(text))
    let error = #expect(throws: TemplateError.self) { try expression.bind(in: Self.variables) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}
