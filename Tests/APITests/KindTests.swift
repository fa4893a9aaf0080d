// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

@testable import API

struct KindTests {
  @Test(arguments: Kinds.all)
  func `every definition can be served`(kind: Kind) throws {
    let served = try ServedKind(definition: kind.definition())
    #expect(served.versions.map(\.name) == kind.versions)
    #expect(served.storageVersion == kind.storedVersion)
    #expect(served.versions.allSatisfy { !$0.columns.isEmpty })
  }
}

extension Kind: CustomTestStringConvertible {
  public var testDescription: String { kind }
}
