// SPDX-License-Identifier: Apache-2.0

extension BuiltinKinds {
  /// Questions of who somebody is, and what they may do.
  static var reviews: [ServedKind] {
    let access = "authorization.k8s.io"
    return [
      review("TokenReview", in: "authentication.k8s.io"),
      review("SelfSubjectReview", in: "authentication.k8s.io"),
      review("LocalSubjectAccessReview", in: access, isNamespaced: true),
      review("SelfSubjectAccessReview", in: access),
      review("SelfSubjectRulesReview", in: access),
      review("SubjectAccessReview", in: access),
    ]
  }

  private static func review(
    _ name: String, in group: String, isNamespaced: Bool = false
  ) -> ServedKind {
    kind(name, "\(name.lowercased())s", in: group) {
      $0.isReview = true
      $0.isNamespaced = isNamespaced
    }
  }
}
