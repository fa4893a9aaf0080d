// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The built-in roles that clusters need, by the ids they have in every Azure.
enum Roles {
  static func all(_ subscription: String) -> [Value] {
    let scope = "/subscriptions/\(subscription)"
    return ids.map { name, id in
      [
        "id": .string("\(scope)/providers/Microsoft.Authorization/roleDefinitions/\(id)"),
        "name": .string(id), "type": "Microsoft.Authorization/roleDefinitions",
        "properties": [
          "roleName": .string(name), "type": "BuiltInRole", "assignableScopes": ["/"],
          "permissions": [],
        ],
      ]
    }
  }

  private static let ids = [
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"),
    ("Managed Identity Operator", "f1a07417-d97a-45cb-824c-7a7467783830"),
    ("Network Contributor", "4d97b98b-1d4f-4787-a291-c67834d212e7"),
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
  ]
}
