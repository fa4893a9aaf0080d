// SPDX-License-Identifier: Apache-2.0

/// What a block of commands stands on, as its fence says: ` ```sh scene=plane `.
enum PageScene: String, CaseIterable {
  /// `capctl up`, with nothing in it.
  case plane
  /// The clone of a repository of clusters, which `capctl up` follows.
  case fleet
  /// The same with a cluster `demo` in it, that is up.
  case demo
  /// A real kube-apiserver, whose kubeconfig is `admin.conf`.
  case kubernetes
  /// A checkout of this repository in which nothing is built yet.
  case checkout
  /// A checkout, and the engine of this machine.
  case engine
  /// A checkout, and nodes of a real cluster, which takes minutes: played by hand.
  case quickstart

  /// What is different on paper: kinds of machines that commands treat alike, and places that only their
  /// owner has.
  static let stand = [
    (" -i docker ", " -i inmemory "),
    ("ssh://git@example.com/fleet.git", "$ORIGIN"),
    ("--listen 10.0.0.5:6444", "--listen 127.0.0.1:0"),
    ("address: 10.17.0.4 ", "address: 127.0.0.1 "),
  ]

  /// Run before anything serves.
  var setting: String {
    switch self {
    case .fleet: Self.fleetSetting
    case .demo: Self.fleetSetting + Self.demoSetting
    case .checkout: Self.checkoutSetting
    case .engine: "cd \"$REPOSITORY\""
    case .kubernetes: "cp \"$ADMIN\" admin.conf"
    case .plane, .quickstart: ""
    }
  }

  /// What serves, where the page does not start it itself.
  var serving: String? {
    switch self {
    case .plane: "capctl up"
    case .fleet, .demo: "capctl up --repo \"$ORIGIN\" --path clusters --interval 1s"
    case .kubernetes, .checkout, .engine, .quickstart: nil
    }
  }

  /// Run as soon as somebody serves.
  var beginning: String {
    self == .demo ? "capctl wait --revision $(git rev-parse HEAD) --timeout 5m" : ""
  }

  private static let fleetSetting = """
    git init -q --bare -b main ../fleet.git
    git clone -q ../fleet.git . 2>&1
    export ORIGIN=file://$(realpath ../fleet.git)
    mkdir clusters
    echo 'Clusters.' >clusters/README.md
    git add -A && git commit -qm Begin && git push -q
    ssh-keygen -q -t ed25519 -N '' -f id_ed25519
    touch known_hosts
    export TOKEN=a-word-that-nobody-guesses

    """

  private static let demoSetting = """
    capctl generate cluster demo -i inmemory --kubernetes-version v1.30.0 --worker-machine-count 1 >cluster.yaml
    cp cluster.yaml clusters/demo.yaml
    git add clusters && git commit -qm 'Add demo' && git push -q

    """

  /// The program is the one that was built beside the tests.
  private static let checkoutSetting = """
    mkdir hack
    printf '#!/bin/sh\\nmkdir -p .build/release\\nln -sf "%s" .build/release/capctl\\n' "$(command -v capctl)" >hack/build
    chmod +x hack/build

    """
}
