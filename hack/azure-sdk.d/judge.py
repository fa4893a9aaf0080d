# SPDX-License-Identifier: Apache-2.0
"""Judges bodies of requests by the models of Microsoft's SDK for Azure.

    judge.py TABLE < requests > verdicts

TABLE is docs/azure.md. Each line of the input is one request: {"type", "apiVersion", "method", "body"}; each
line of the output is the verdict on it: {"problems": [{"path", "kind", "message"}]}. A kind is one of
"type", "api-version", "unknown field", "wrong type", "bad enum" and "read only".
"""

import datetime
import enum
import importlib
import json
import re
import sys
import typing

MODELS = "azure.mgmt."
# Type: the module under azure.mgmt, the model of PUT, the model of PATCH.
KINDS = {
    "Microsoft.Resources/resourceGroups": ("resource.resources", "ResourceGroup", "ResourceGroupPatchable"),
    "Microsoft.Network/virtualNetworks": ("network", "VirtualNetwork", "TagsObject"),
    "Microsoft.Network/virtualNetworks/subnets": ("network", "Subnet", None),
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings": ("network", "VirtualNetworkPeering", None),
    "Microsoft.Network/networkSecurityGroups": ("network", "NetworkSecurityGroup", "TagsObject"),
    "Microsoft.Network/networkSecurityGroups/securityRules": ("network", "SecurityRule", None),
    "Microsoft.Network/routeTables": ("network", "RouteTable", "TagsObject"),
    "Microsoft.Network/routeTables/routes": ("network", "Route", None),
    "Microsoft.Network/publicIPAddresses": ("network", "PublicIPAddress", "TagsObject"),
    "Microsoft.Network/natGateways": ("network", "NatGateway", "TagsObject"),
    "Microsoft.Network/loadBalancers": ("network", "LoadBalancer", "TagsObject"),
    "Microsoft.Network/loadBalancers/inboundNatRules": ("network", "InboundNatRule", None),
    "Microsoft.Network/networkInterfaces": ("network", "NetworkInterface", "TagsObject"),
    "Microsoft.Compute/virtualMachines": ("compute", "VirtualMachine", "VirtualMachineUpdate"),
    "Microsoft.Compute/virtualMachines/extensions": (
        "compute", "VirtualMachineExtension", "VirtualMachineExtensionUpdate"),
    "Microsoft.Compute/availabilitySets": ("compute", "AvailabilitySet", "AvailabilitySetUpdate"),
    "Microsoft.Compute/disks": ("compute", "Disk", "DiskUpdate"),
    "Microsoft.ManagedIdentity/userAssignedIdentities": ("msi.v2024_11_30", "Identity", "IdentityUpdate"),
    "Microsoft.Authorization/roleAssignments": (
        "authorization.v2022_04_01", "RoleAssignmentCreateParameters", None),
    "Microsoft.ContainerService/managedClusters": ("containerservice", "ManagedCluster", "TagsObject"),
    "Microsoft.ContainerService/managedClusters/agentPools": ("containerservice", "AgentPool", None),
    "Microsoft.KubernetesConfiguration/extensions": (
        "kubernetesconfiguration.extensions", "Extension", "PatchExtension"),
    "Microsoft.KubernetesConfiguration/fluxConfigurations": (
        "kubernetesconfiguration.fluxconfigurations", "FluxConfiguration", "FluxConfigurationPatch"),
    "Microsoft.Kubernetes/connectedClusters": ("hybridkubernetes", "ConnectedCluster", "ConnectedClusterPatch"),
}


class Judge:
    """Looks through one body, and notes what the SDK would not have sent."""

    def __init__(self, is_patch):
        self.is_patch = is_patch
        self.problems = []

    def note(self, path, kind, message):
        self.problems.append({"path": path or ".", "kind": kind, "message": message})

    def model(self, value, model, path):
        if not isinstance(value, dict):
            return self.wrong(value, "a map", path)
        if hasattr(model, "_attribute_map"):
            return self.tree(value, tree_of(model), model, path)
        model = variant(model, value)
        fields = fields_of(model)
        for key, item in value.items():
            here = f"{path}.{key}" if path else key
            if key not in fields:
                self.note(here, "unknown field", f"{model.__name__} has no field {key}")
                continue
            hint, is_read_only = fields[key]
            if is_read_only:
                self.note(here, "read only", f"{model.__name__}.{key} cannot be set")
            self.value(item, hint, here)

    def tree(self, value, tree, model, path):
        """The older models: dotted keys for what is nested."""
        if not isinstance(value, dict):
            return self.wrong(value, "a map", path)
        for key, item in value.items():
            here = f"{path}.{key}" if path else key
            node = tree.get(key)
            if node is None:
                self.note(here, "unknown field", f"{model.__name__} has no field {key}")
            elif isinstance(node, dict):
                self.tree(item, node, model, here)
            else:
                hint, is_read_only = node
                if is_read_only:
                    self.note(here, "read only", f"{model.__name__}.{key} cannot be set")
                self.value(item, hint, here)

    def value(self, value, hint, path):
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if hint is typing.Any or hint is object:
            return
        if value is None:
            if not self.is_patch:
                self.wrong(value, "a value", path)
            return
        if origin is typing.Union:
            return self.union(value, [a for a in arguments if a is not type(None)], path)
        if origin is list or origin is typing.List:
            if not isinstance(value, list):
                return self.wrong(value, "a list", path)
            for place, item in enumerate(value):
                self.value(item, arguments[0], f"{path}[{place}]")
        elif origin is dict or origin is typing.Dict:
            if not isinstance(value, dict):
                return self.wrong(value, "a map", path)
            for key, item in value.items():
                self.value(item, arguments[1], f"{path}.{key}")
        elif origin is typing.Literal:
            allowed = [getattr(a, "value", a) for a in arguments]
            if value not in allowed:
                self.note(path, "bad enum", f"{value!r} is none of {allowed}")
        elif isinstance(hint, type) and issubclass(hint, enum.Enum):
            self.enumeration(value, hint, path)
        elif isinstance(hint, type) and is_model(hint):
            self.model(value, hint, path)
        else:
            self.scalar(value, hint, path)

    def union(self, value, arguments, path):
        # Enums are Union[str, Enum], for values that Azure has and this SDK does not know yet.
        enums = [a for a in arguments if isinstance(a, type) and issubclass(a, enum.Enum)]
        # The list of sizes is given up: Azure has had new ones for years, and asks to be asked for them.
        if enums and enums[0].__name__ == "VirtualMachineSizeTypes":
            return self.scalar(value, str, path)
        if enums:
            return self.enumeration(value, enums[0], path)
        if len(arguments) == 1:
            return self.value(value, arguments[0], path)
        trials = []
        for argument in arguments:
            trial = Judge(self.is_patch)
            trial.value(value, argument, path)
            if not trial.problems:
                return
            trials.append(trial)
        self.problems += min(trials, key=lambda trial: len(trial.problems)).problems

    def enumeration(self, value, hint, path):
        allowed = [member.value for member in hint]
        if not isinstance(value, str):
            self.wrong(value, "a string", path)
        elif value not in allowed:
            self.note(path, "bad enum", f"{value!r} is none of {', '.join(allowed)}")

    def scalar(self, value, hint, path):
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        texts = (str, bytes, datetime.datetime, datetime.date, datetime.time, datetime.timedelta)
        if hint is bool:
            self.expect(isinstance(value, bool), value, "a boolean", path)
        elif hint is int:
            self.expect(is_number and float(value).is_integer(), value, "an integer", path)
        elif hint is float:
            self.expect(is_number, value, "a number", path)
        elif hint in texts:
            self.expect(isinstance(value, str), value, "a string", path)
        else:
            raise TypeError(f"cannot judge {path}: the SDK has {hint!r} there")

    def expect(self, is_fine, value, wanted, path):
        if not is_fine:
            self.wrong(value, wanted, path)

    def wrong(self, value, wanted, path):
        kinds = {type(None): "null", bool: "a boolean", dict: "a map", list: "a list", str: "a string"}
        self.note(path, "wrong type", f"{kinds.get(type(value), 'a number')} where {wanted} belongs")


def is_model(hint):
    return hasattr(hint, "_attribute_map") or any(c.__module__.endswith("model_base") for c in hint.__mro__)


def models_of(model):
    return sys.modules[model.__module__.rsplit(".models", 1)[0] + ".models"]


FIELDS = {}


def fields_of(model):
    """What a model may hold, by REST names: the type, and whether only Azure sets it."""
    if model not in FIELDS:
        names = dict(vars(sys.modules[model.__module__]), _models=models_of(model), datetime=datetime)
        hints = typing.get_type_hints(model, names)
        fields = {}
        for base in reversed(model.__mro__):
            for attribute, field in vars(base).items():
                if type(field).__name__ == "_RestField":
                    is_read_only = field._visibility == ["read"]
                    fields[field._rest_name_input or attribute] = (hints[attribute], is_read_only)
        FIELDS[model] = fields
    return FIELDS[model]


def variant(model, value):
    """The kind of a model that the discriminator in a value names."""
    mapping = getattr(model, "__mapping__", None) or {}
    for field, (_, _) in fields_of(model).items():
        found = mapping.get(value.get(field)) if isinstance(value.get(field), str) else None
        if found is not None and found is not model:
            return found
    return model


def tree_of(model):
    # What is said of enums stands in the initializer only.
    names = dict(vars(sys.modules[model.__module__]), _models=models_of(model), datetime=datetime)
    hints = typing.get_type_hints(model.__init__, names)
    tree = {}
    for attribute, entry in model._attribute_map.items():
        keys = [key.replace("\\.", ".") for key in re.split(r"(?<!\\)\.", entry["key"])]
        node = tree
        for key in keys[:-1]:
            node = node.setdefault(key, {})
        is_read_only = model._validation.get(attribute, {}).get("readonly", False)
        node[keys[-1]] = (hints.get(attribute) or named(entry["type"], model), is_read_only)
    return tree


PLAIN = {"str": str, "bool": bool, "int": int, "long": int, "float": float, "object": object,
         "iso-8601": str, "duration": str, "bytearray": str}


def named(text, model):
    """The type behind the name that older models have for it."""
    if text.startswith("["):
        return typing.List[named(text[1:-1], model)]
    if text.startswith("{"):
        return typing.Dict[str, named(text[1:-1], model)]
    if text in PLAIN:
        return PLAIN[text]
    return getattr(models_of(model), text)


def versions_of(table):
    rows = re.findall(r"^\| (Microsoft\.[\w./]+) \| (\d{4}-\d\d-\d\d(?:-preview)?) \|", table, re.MULTILINE)
    return {name.lower(): version for name, version in rows}


def judged(request, versions):
    kinds = {name.lower(): kind for name, kind in KINDS.items()}
    kind = kinds.get(request["type"].lower())
    if kind is None:
        return [{"path": ".", "kind": "type", "message": f"no model is known for {request['type']}"}]
    package, put, patch = kind
    name = patch if request["method"] == "PATCH" else put
    if name is None:
        return [{"path": ".", "kind": "type", "message": f"{request['type']} has no PATCH"}]
    judge = Judge(request["method"] == "PATCH")
    wanted = versions.get(request["type"].lower())
    if request["apiVersion"] != wanted:
        judge.note(".", "api-version", f"{request['apiVersion']} where the table has {wanted}")
    models = importlib.import_module(f"{MODELS}{package}.models")
    judge.model(request["body"], getattr(models, name), "")
    return judge.problems


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        versions = versions_of(file.read())
    for line in sys.stdin:
        print(json.dumps({"problems": judged(json.loads(line), versions)}), flush=True)


if __name__ == "__main__":
    main()
