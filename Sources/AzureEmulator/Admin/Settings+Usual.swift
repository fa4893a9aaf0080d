// SPDX-License-Identifier: Apache-2.0

extension Settings {
  /// What holds unless a client says otherwise. Everything is done at once; `pace` scales `delays`.
  static let usual = """
    {
      "tenant": "7e57a000-0000-4000-8000-000000000001",
      "otherTenants": ["7e57a000-0000-4000-8000-000000000002"],
      "subscriptions": {
        "50b5c000-0000-4000-8000-000000000001": "capctl",
        "50b5c000-0000-4000-8000-000000000002": "another"
      },
      "clients": {
        "c11e4000-0000-4000-8000-000000000001": {"secret": "emulator-secret"}
      },
      "tokenSeconds": 3600,
      "regions": ["westeurope", "northeurope", "germanywestcentral", "eastus"],
      "sizes": {
        "Standard_B2s": {"cores": 2, "memory": 4, "family": "standardBSFamily"},
        "Standard_B2ms": {"cores": 2, "memory": 8, "family": "standardBSFamily"},
        "Standard_D2s_v3": {"cores": 2, "memory": 8, "family": "standardDSv3Family"},
        "Standard_D2_v3": {"cores": 2, "memory": 8, "family": "standardDv3Family"},
        "Standard_D4s_v3": {"cores": 4, "memory": 16, "family": "standardDSv3Family"},
        "Standard_D2s_v5": {"cores": 2, "memory": 8, "family": "standardDSv5Family"},
        "Standard_DS2_v2": {"cores": 2, "memory": 7, "family": "standardDSv2Family"},
        "Standard_M128": {
          "cores": 128, "memory": 2048, "family": "standardMSFamily", "missingIn": ["northeurope"]
        }
      },
      "cores": 2000,
      "publicIPs": 1000,
      "kubernetesVersions": ["1.33.5", "1.34.1"],
      "delays": {},
      "pace": 1,
      "pollAfter": 0,
      "pageSize": 0,
      "limits": {
        "enforced": true,
        "reads": {"size": 250, "perSecond": 25},
        "writes": {"size": 200, "perSecond": 10},
        "deletes": {"size": 200, "perSecond": 10}
      },
      "machine": "",
      "kubeconfigs": {},
      "unregistered": [],
      "repositories": {}
    }
    """

  /// Seconds that Azure usually takes, for `delays`.
  package static let realDelays = """
    {
      "all": 3,
      "Microsoft.Resources/resourceGroups": 1,
      "Microsoft.Resources/resourceGroups delete": 60,
      "Microsoft.Network/virtualNetworks": 5,
      "Microsoft.Network/virtualNetworks/subnets": 5,
      "Microsoft.Network/networkSecurityGroups": 4,
      "Microsoft.Network/routeTables": 3,
      "Microsoft.Network/publicIPAddresses": 4,
      "Microsoft.Network/natGateways": 15,
      "Microsoft.Network/loadBalancers": 5,
      "Microsoft.Network/networkInterfaces": 3,
      "Microsoft.Compute/virtualMachines": 45,
      "Microsoft.Compute/virtualMachines delete": 40,
      "Microsoft.Compute/disks": 3,
      "Microsoft.ContainerService/managedClusters": 240,
      "Microsoft.ContainerService/managedClusters/agentPools": 150,
      "Microsoft.KubernetesConfiguration/extensions": 90,
      "Microsoft.KubernetesConfiguration/fluxConfigurations": 30
    }
    """
}
