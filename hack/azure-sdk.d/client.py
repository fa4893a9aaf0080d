# SPDX-License-Identifier: Apache-2.0
"""Uses the emulator as any client of Azure would, through Microsoft's SDK, and checks what that says.

    client.py URL AUTHORITY

URL is that of an emulator with TLS and its usual settings, AUTHORITY the file of the certificate to trust.
Prints a line for each check; ends with 1 if one failed.
"""

import os
import sys
import uuid

os.environ["REQUESTS_CA_BUNDLE"] = sys.argv[2]
os.environ["NO_PROXY"] = "*"

from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import ClientSecretCredential
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.containerservice import ContainerServiceClient
from azure.mgmt.hybridkubernetes import ConnectedKubernetesClient
from azure.mgmt.kubernetesconfiguration.extensions import KubernetesConfigurationExtensionsMgmtClient
from azure.mgmt.kubernetesconfiguration.fluxconfigurations import (
    KubernetesConfigurationFluxConfigurationsMgmtClient,
)
from azure.mgmt.msi import ManagedServiceIdentityClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

URL = sys.argv[1]
TENANT = "7e57a000-0000-4000-8000-000000000001"
CLIENT = "c11e4000-0000-4000-8000-000000000001"
SUBSCRIPTION = "50b5c000-0000-4000-8000-000000000001"
REGION = "westeurope"
GROUP = "sdk"
failures = 0


def check(name, fact, seen=""):
    global failures
    failures += 0 if fact else 1
    print(f"{'ok  ' if fact else 'FAIL'} {name}{'' if fact else f': {seen}'}", flush=True)


def refused(name, code, call, kind=HttpResponseError):
    """Checks that a call fails, with this code of Azure's."""
    try:
        call()
    except kind as error:
        check(name, error.error is not None and error.error.code == code, error)
    else:
        check(name, False, "it was not refused")


def credential(secret="emulator-secret", tenant=TENANT):
    return ClientSecretCredential(
        tenant, CLIENT, secret, authority=URL, disable_instance_discovery=True, retry_total=0)


def client(kind):
    return kind(
        credential(), SUBSCRIPTION, base_url=URL, credential_scopes=[URL + "/.default"],
        polling_interval=0.05, retry_total=0)


def signing_in():
    wrong = ResourceManagementClient(
        credential("wrong"), SUBSCRIPTION, base_url=URL, credential_scopes=[URL + "/.default"])
    try:
        list(wrong.resource_groups.list())
        check("a wrong secret is refused", False, "it was not")
    except ClientAuthenticationError as error:
        check("a wrong secret is refused", "AADSTS7000215" in str(error), error)


def groups(resources):
    made = resources.resource_groups.create_or_update(GROUP, {"location": REGION, "tags": {"a": "b"}})
    check("a group is made", made.properties.provisioning_state == "Succeeded" and made.tags == {"a": "b"}, made)
    check("a group is found", resources.resource_groups.check_existence(GROUP))
    check("ids have no case", resources.resource_groups.get(GROUP.upper()).id == made.id)
    check("no other group is found", not resources.resource_groups.check_existence("nothing"))
    refused("a group that is not there", "ResourceGroupNotFound",
            lambda: resources.resource_groups.get("nothing"), ResourceNotFoundError)
    for number in range(3):
        resources.resource_groups.create_or_update(f"{GROUP}-{number}", {"location": REGION})
    names = [group.name for group in resources.resource_groups.list()]
    check("groups are listed over pages", names == [GROUP, f"{GROUP}-0", f"{GROUP}-1", f"{GROUP}-2"], names)


def networks(network):
    body = {"location": REGION, "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}}
    made = network.virtual_networks.begin_create_or_update(GROUP, "net", body).result()
    check("a network is made", made.properties.provisioning_state == "Succeeded", made)
    rule = {"protocol": "Tcp", "sourcePortRange": "*", "destinationPortRange": "22", "access": "Allow",
            "sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "direction": "Inbound", "priority": 2200}
    walls = network.network_security_groups.begin_create_or_update(
        GROUP, "walls", {"location": REGION, "properties": {
            "securityRules": [{"name": "ssh", "properties": rule}]}}).result()
    check("a security group has Azure's rules too", len(walls.properties.default_security_rules) == 6, walls)
    other = network.security_rules.begin_create_or_update(
        GROUP, "walls", "api", {"properties": dict(rule, priority=2201, destinationPortRange="6443")}).result()
    check("a rule is made by itself", other.name == "api" and other.properties.priority == 2201, other)
    refused("rules of one priority", "SecurityRuleConflict", lambda: network.security_rules.begin_create_or_update(
        GROUP, "walls", "twin", {"properties": rule}).result())
    table = network.route_tables.begin_create_or_update(GROUP, "routes", {"location": REGION}).result()
    subnet = network.subnets.begin_create_or_update(GROUP, "net", "nodes", {"properties": {
        "addressPrefix": "10.1.0.0/16", "networkSecurityGroup": {"id": walls.id},
        "routeTable": {"id": table.id}}}).result()
    check("a subnet is made", subnet.properties.network_security_group.id == walls.id, subnet)
    refused("ranges that overlap", "NetcfgSubnetRangesOverlap", lambda: network.subnets.begin_create_or_update(
        GROUP, "net", "twin", {"properties": {"addressPrefix": "10.1.1.0/24"}}).result())
    refused("a table in use", "InUseRouteTableCannotBeDeleted",
            lambda: network.route_tables.begin_delete(GROUP, "routes").result())
    again = network.virtual_networks.begin_create_or_update(GROUP, "net", dict(body, tags={"x": "y"})).result()
    check("subnets stay that a PUT does not name", [s.name for s in again.properties.subnets] == ["nodes"], again)
    refused("an etag of the past", "PreconditionFailed", lambda: network.virtual_networks.begin_create_or_update(
        GROUP, "net", body, headers={"If-Match": made.etag}).result())
    tags = network.virtual_networks.update_tags(GROUP, "net", {"tags": {"one": "1"}})
    check("tags are changed alone", tags.tags == {"one": "1"} and tags.properties.subnets, tags)
    return subnet


def balancers(network):
    address = network.public_ip_addresses.begin_create_or_update(GROUP, "ip", {
        "location": REGION, "sku": {"name": "Standard"}, "properties": {
            "publicIPAllocationMethod": "Static", "dnsSettings": {"domainNameLabel": "sdk"}}}).result()
    check("an address has a name", address.properties.dns_settings.fqdn == f"sdk.{REGION}.cloudapp.azure.com", address)
    check("an address is an address", address.properties.ip_address.count(".") == 3, address)
    gateway_address = network.public_ip_addresses.begin_create_or_update(GROUP, "ip2", {
        "location": REGION, "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}}).result()
    gateway = network.nat_gateways.begin_create_or_update(GROUP, "gateway", {
        "location": REGION, "sku": {"name": "Standard"},
        "properties": {"publicIpAddresses": [{"id": gateway_address.id}]}}).result()
    check("a gateway is made", gateway.properties.provisioning_state == "Succeeded", gateway)
    at = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Network/loadBalancers/lb"
    balancer = network.load_balancers.begin_create_or_update(GROUP, "lb", {
        "location": REGION, "sku": {"name": "Standard"}, "properties": {
            "frontendIPConfigurations": [{"name": "front", "properties": {"publicIPAddress": {"id": address.id}}}],
            "backendAddressPools": [{"name": "pool"}],
            "probes": [{"name": "probe", "properties": {
                "protocol": "Https", "port": 6443, "requestPath": "/readyz", "intervalInSeconds": 15}}],
            "loadBalancingRules": [{"name": "api", "properties": {
                "protocol": "Tcp", "frontendPort": 6443, "backendPort": 6443,
                "frontendIPConfiguration": {"id": at + "/frontendIPConfigurations/front"},
                "backendAddressPool": {"id": at + "/backendAddressPools/pool"},
                "probe": {"id": at + "/probes/probe"}}}]}}).result()
    check("a balancer is made", balancer.properties.backend_address_pools[0].id == at + "/backendAddressPools/pool", balancer)
    refused("an address in use", "PublicIPAddressCannotBeDeleted",
            lambda: network.public_ip_addresses.begin_delete(GROUP, "ip").result())
    return balancer


def interfaces(network, subnet, balancer):
    def body(subnet_id):
        return {"location": REGION, "properties": {"ipConfigurations": [{"name": "main", "properties": {
            "subnet": {"id": subnet_id},
            "loadBalancerBackendAddressPools": [{"id": balancer.properties.backend_address_pools[0].id}]}}]}}

    refused("an interface without a subnet", "InvalidResourceReference",
            lambda: network.network_interfaces.begin_create_or_update(GROUP, "nic", body(subnet.id + "x")).result())
    made = network.network_interfaces.begin_create_or_update(GROUP, "nic", body(subnet.id)).result()
    ip = made.properties.ip_configurations[0].properties.private_ip_address
    check("an interface has the first free address", ip == "10.1.0.4", ip)
    seen = network.load_balancers.get(GROUP, "lb").properties.backend_address_pools[0]
    check("a pool knows its members", len(seen.properties.backend_ip_configurations) == 1, seen)
    refused("a subnet in use", "InUseSubnetCannotBeDeleted",
            lambda: network.subnets.begin_delete(GROUP, "net", "nodes").result())
    return made


def machines(compute, network, interface):
    body = {"location": REGION, "properties": {
        "hardwareProfile": {"vmSize": "Standard_B2ms"},
        "storageProfile": {
            "imageReference": {"publisher": "debian", "offer": "debian-12", "sku": "12", "version": "latest"},
            "osDisk": {"name": "vm_OSDisk", "createOption": "FromImage", "diskSizeGB": 128,
                       "managedDisk": {"storageAccountType": "Premium_LRS"}},
            "dataDisks": [{"lun": 0, "name": "vm_data", "createOption": "Empty", "diskSizeGB": 256}]},
        "osProfile": {"computerName": "vm", "adminUsername": "capi", "customData": "I2Nsb3VkLWNvbmZpZwo=",
                      "linuxConfiguration": {"disablePasswordAuthentication": True, "ssh": {"publicKeys": [
                          {"path": "/home/capi/.ssh/authorized_keys", "keyData": "ssh-ed25519 AAAA"}]}}},
        "networkProfile": {"networkInterfaces": [{"id": interface.id, "properties": {"primary": True}}]}}}
    made = compute.virtual_machines.begin_create_or_update(GROUP, "vm", body).result()
    check("a machine is made", made.properties.provisioning_state == "Succeeded", made)
    check("nobody is told custom data", made.properties.os_profile.custom_data is None, made)
    view = compute.virtual_machines.instance_view(GROUP, "vm")
    check("a machine runs", view.statuses[-1].code == "PowerState/running", view)
    compute.virtual_machines.begin_deallocate(GROUP, "vm").result()
    view = compute.virtual_machines.instance_view(GROUP, "vm")
    check("a machine stops", view.statuses[-1].code == "PowerState/deallocated", view)
    compute.virtual_machines.begin_start(GROUP, "vm").result()
    changed = dict(body, properties=dict(body["properties"], osProfile=dict(
        body["properties"]["osProfile"], customData="YQ==")))
    refused("custom data does not change", "PropertyChangeNotAllowed",
            lambda: compute.virtual_machines.begin_create_or_update(GROUP, "vm", changed).result())
    refused("an interface in use", "NicInUse", lambda: network.network_interfaces.begin_delete(GROUP, "nic").result())
    refused("a disk in use", "OperationNotAllowed", lambda: compute.disks.begin_delete(GROUP, "vm_data").result())
    extension = compute.virtual_machine_extensions.begin_create_or_update(GROUP, "vm", "boot", {
        "location": REGION, "properties": {
            "publisher": "Microsoft.Azure.Extensions", "type": "CustomScript", "typeHandlerVersion": "2.1",
            "protectedSettings": {"commandToExecute": "true"}}}).result()
    check("an extension keeps its secret", extension.properties.protected_settings is None, extension)
    sizes = [sku.name for sku in compute.resource_skus.list(filter=f"location eq '{REGION}'")]
    check("sizes are listed", "Standard_B2ms" in sizes, sizes)
    usage = next(iter(compute.usage.list(REGION)))
    check("usage counts cores", usage.current_value == 2, usage)
    compute.virtual_machines.begin_delete(GROUP, "vm").result()
    disks = sorted(disk.name for disk in compute.disks.list_by_resource_group(GROUP))
    check("disks outlive their machine", disks == ["vm_OSDisk", "vm_data"], disks)
    for disk in disks:
        compute.disks.begin_delete(GROUP, disk).result()
    disk = compute.disks.begin_create_or_update(GROUP, "apart", {"location": REGION, "properties": {
        "creationData": {"createOption": "Empty"}, "diskSizeGB": 8}}).result()
    check("a disk is made by itself", disk.properties.disk_state == "Unattached", disk)
    spread = compute.availability_sets.create_or_update(GROUP, "set", {"location": REGION, "sku": {"name": "Aligned"}})
    check("an availability set is made", spread.sku.name == "Aligned", spread)
    compute.availability_sets.delete(GROUP, "set")


def identities(msi, roles):
    made = msi.user_assigned_identities.create_or_update(GROUP, "identity", {"location": REGION})
    scope = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
    role = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/" \
           "b24988ac-6180-42a0-ab88-20f7382dd24c"
    body = {"principal_id": made.principal_id, "role_definition_id": role, "principal_type": "ServicePrincipal"}
    name = str(uuid.uuid5(uuid.NAMESPACE_URL, "sdk"))
    given = roles.role_assignments.create(scope, name, body)
    check("a role is given", given.scope == scope and given.principal_id == made.principal_id, given)
    refused("a role is given once", "RoleAssignmentExists", lambda: roles.role_assignments.create(
        scope, str(uuid.uuid5(uuid.NAMESPACE_URL, "twin")), body))
    found = [r.name for r in roles.role_assignments.list_for_scope(scope, filter=f"principalId eq '{made.principal_id}'")]
    check("roles are listed", found == [name], found)
    check("a role is taken away", roles.role_assignments.delete(scope, name) is not None)
    return made


def clusters(aks, compute, subnet, identity):
    body = {"location": REGION, "identity": {"type": "UserAssigned", "userAssignedIdentities": {identity.id: {}}},
            "properties": {
                "dnsPrefix": "sdk", "enableRBAC": True,
                "agentPoolProfiles": [{"name": "nodepool1", "count": 1, "vmSize": "Standard_B2ms", "mode": "System",
                                       "osType": "Linux", "vnetSubnetID": subnet.id}],
                "networkProfile": {"networkPlugin": "azure", "serviceCidr": "172.16.0.0/22",
                                   "dnsServiceIP": "172.16.0.10"},
                "identityProfile": {"kubeletidentity": {
                    "resourceId": identity.id, "clientId": identity.client_id, "objectId": identity.principal_id}}}}
    overlapping = dict(body, properties=dict(body["properties"], networkProfile={
        "networkPlugin": "azure", "serviceCidr": "10.1.0.0/22", "dnsServiceIP": "10.1.0.10"}))
    refused("services where nodes are", "ServiceCidrOverlapExistingSubnetsCidr",
            lambda: aks.managed_clusters.begin_create_or_update(GROUP, "aks", overlapping).result())
    made = aks.managed_clusters.begin_create_or_update(GROUP, "aks", body).result()
    check("a cluster is made", made.properties.provisioning_state == "Succeeded" and made.properties.fqdn, made)
    check("a cluster's pool is its own", made.properties.agent_pool_profiles[0].name == "nodepool1", made)
    pool = aks.agent_pools.begin_create_or_update(GROUP, "aks", "more", {"properties": {
        "count": 2, "vmSize": "Standard_B2ms", "mode": "User", "vnetSubnetID": subnet.id}}).result()
    check("a pool is made", pool.properties.count == 2 and pool.properties.provisioning_state == "Succeeded", pool)
    names = [pool.name for pool in aks.agent_pools.list(GROUP, "aks")]
    check("pools are listed", names == ["nodepool1", "more"], names)
    group = made.properties.node_resource_group
    sets = {one.tags["aks-managed-poolName"]: one.name for one in compute.virtual_machine_scale_sets.list(group)}
    check("pools have scale sets", sorted(sets) == ["more", "nodepool1"], sets)
    machines = [one.instance_id for one in compute.virtual_machine_scale_set_vms.list(group, sets["more"])]
    check("a pool has its machines", machines == ["0", "1"], machines)
    aks.agent_pools.begin_delete(GROUP, "aks", "more").result()
    check("a pool is gone", [p.name for p in aks.agent_pools.list(GROUP, "aks")] == ["nodepool1"])
    config = aks.managed_clusters.list_cluster_admin_credentials(GROUP, "aks").kubeconfigs[0]
    check("credentials are a kubeconfig", b"current-context" in bytes(config.value), config)
    return made


def gitops(extensions, flux):
    place = (GROUP, "Microsoft.ContainerService", "managedClusters", "aks")
    made = extensions.extensions.begin_create(*place, "flux", {"properties": {
        "extensionType": "microsoft.flux", "autoUpgradeMinorVersion": True,
        "configurationProtectedSettings": {"key": "hidden"}}}).result()
    check("an extension is made", made.properties.provisioning_state == "Succeeded", made)
    check("an extension hides values", made.properties.configuration_protected_settings == {"key": ""}, made)
    body = {"properties": {
        "scope": "cluster", "namespace": "gitops", "sourceKind": "GitRepository", "suspend": False,
        "gitRepository": {"url": "https://host.invalid/a.git", "repositoryRef": {"branch": "main"}},
        "kustomizations": {"infra": {"path": "/a", "prune": True}, "apps": {"path": "/b", "dependsOn": ["infra"]}}}}
    made = flux.flux_configurations.begin_create_or_update(*place, "baseline", body).result()
    check("a configuration complies", made.properties.compliance_state == "Compliant", made)
    check("kustomizations wait", made.properties.kustomizations["infra"].wait is True, made)
    changed = flux.flux_configurations.begin_update(
        *place, "baseline", {"properties": {"kustomizations": {"apps": None}}}).result()
    check("a kustomization goes by null", list(changed.properties.kustomizations) == ["infra"], changed)
    flux.flux_configurations.begin_delete(*place, "baseline").result()
    extensions.extensions.begin_delete(*place, "flux").result()
    check("a configuration is gone", not list(flux.flux_configurations.list(*place)))


def arc(connected):
    made = connected.connected_cluster.begin_create_or_replace(GROUP, "edge", {
        "location": REGION, "identity": {"type": "SystemAssigned"},
        "properties": {"agentPublicKeyCertificate": "MIIB"}}).result()
    check("a connected cluster is known", made.properties.connectivity_status == "Connected", made)
    check("a connected cluster has an identity", made.identity.principal_id is not None, made)


def ending(resources, network):
    network.network_interfaces.begin_delete(GROUP, "nic").result()
    network.load_balancers.begin_delete(GROUP, "lb").result()
    check("an interface is gone", not list(network.network_interfaces.list(GROUP)))
    resources.resource_groups.begin_delete(GROUP).result()
    check("a group is gone", not resources.resource_groups.check_existence(GROUP))
    check("all in it is gone", not list(network.virtual_networks.list_all()))


def main():
    resources, network = client(ResourceManagementClient), client(NetworkManagementClient)
    signing_in()
    groups(resources)
    subnet = networks(network)
    balancer = balancers(network)
    interface = interfaces(network, subnet, balancer)
    compute = client(ComputeManagementClient)
    machines(compute, network, interface)
    identity = identities(client(ManagedServiceIdentityClient), client(AuthorizationManagementClient))
    clusters(client(ContainerServiceClient), compute, subnet, identity)
    gitops(client(KubernetesConfigurationExtensionsMgmtClient),
           client(KubernetesConfigurationFluxConfigurationsMgmtClient))
    arc(client(ConnectedKubernetesClient))
    ending(resources, network)
    sys.exit(1 if failures else 0)


main()
