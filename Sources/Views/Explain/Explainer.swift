// SPDX-License-Identifier: Apache-2.0

import API
package import Kube

/// Finds what truly stands in the way of an object: pure, over objects as they were at one look.
package struct Explainer: Sendable {
  private let graph: ObjectGraph

  package init(_ graph: ObjectGraph) { self.graph = graph }

  /// Why an object is not ready.
  package func readiness(of root: Object) -> Explanation {
    guard let path = worst(from: root, Finding.unready) else {
      let word = Finding.isGood(root) ? "is as it should be" : "says nothing of itself"
      return Explanation(verdict: "\(root) \(word)", chain: [], remedies: [])
    }
    let word = Finding.isGood(root) ? "was ready, and is let be" : "is not ready"
    return explanation("\(root) \(word)", path)
  }

  /// Why an object is not gone.
  package func deletion(of root: Object) -> Explanation {
    guard root.isDeleting else { return undecided(root) }
    let path = worst(from: root) { object in
      object.isDeleting ? Finding.undeleted(object) : nil
    }
    let since = root.metadata.deletionTimestamp.map { " since \($0)" } ?? ""
    return explanation("\(root) is being deleted\(since)", path ?? [])
  }

  private func undecided(_ root: Object) -> Explanation {
    guard root.metadata.annotations[Annotations.deletionProtection] == "true" else {
      return Explanation(
        verdict: "\(root) is not being deleted: nobody has asked for that", chain: [], remedies: [])
    }
    let step = Explanation.Step(
      subject: root.description,
      words: "the annotation \(Annotations.deletionProtection) makes every delete fail", since: nil)
    return Explanation(
      verdict: "\(root) is not being deleted", chain: [step],
      remedies: ["take the annotation \(Annotations.deletionProtection) away, then delete it"])
  }

  private func explanation(_ verdict: String, _ path: [Finding]) -> Explanation {
    Explanation(
      verdict: verdict, chain: path.map(\.step),
      remedies: path.last.map { Remedy.lines(for: $0) } ?? [])
  }

  /// The way to the finding that weighs most; of equals the deepest, then the one that comes first.
  private func worst(
    from root: Object, _ look: (Object) -> Finding?
  ) -> [Finding]? {
    guard let first = look(root) else { return nil }
    var best = [first]
    var seen: Set<String> = []
    func visit(_ object: Object, _ path: [Finding]) {
      guard seen.insert(object.identity).inserted else { return }
      for part in graph.parts(of: object) where !path.contains(part) {
        guard let finding = look(part) else {
          // What says nothing of itself may still lead to what does.
          if !Finding.hasSum(part) || root.isDeleting { visit(part, path) }
          continue
        }
        let longer = path + [finding]
        if outweighs(longer, best) { best = longer }
        visit(part, longer)
      }
    }
    visit(root, best)
    return best
  }

  private func outweighs(_ path: [Finding], _ other: [Finding]) -> Bool {
    guard let last = path.last, let otherLast = other.last else { return false }
    if last.weight != otherLast.weight { return last.weight > otherLast.weight }
    // What is stopped stops what is below it.
    return last.weight == .stopped ? path.count < other.count : path.count > other.count
  }
}

extension [Finding] {
  fileprivate func contains(_ object: Object) -> Bool {
    contains { $0.object.identity == object.identity }
  }
}
