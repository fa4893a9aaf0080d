// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What the published types say of themselves, where `kubectl explain` shows it first.
enum Words {
  static let apiVersion: Value = [
    "type": "string",
    "description": "APIVersion defines the group and the version that this object is written in.",
  ]

  static let kind: Value = [
    "type": "string",
    "description": "Kind says what this object is. It is written in CamelCase and never changes.",
  ]

  static let metadata = "Standard object's metadata: its name, labels, owners and the like."

  static let listMetadata = "Standard list metadata: the revision it is of, and how to go on."

  /// Fields that mean the same wherever they stand.
  static let shared = [
    "metadata": metadata, "spec": "Spec is what is wanted.",
    "status": "Status is what is seen, written by whoever looks after the object.",
  ]

  static let fields = [
    "meta.ObjectMeta.annotations":
      "Annotations are texts for programs and people, that nothing is selected by.",
    "meta.ObjectMeta.creationTimestamp":
      "CreationTimestamp is a timestamp of when the object was made, by the server's clock.",
    "meta.ObjectMeta.deletionGracePeriodSeconds":
      "DeletionGracePeriodSeconds is how long the object may take to end.",
    "meta.ObjectMeta.deletionTimestamp":
      "DeletionTimestamp is a timestamp of when somebody deleted the object; it goes when nothing "
      + "holds it any more.",
    "meta.ObjectMeta.finalizers": "Finalizers hold the object until each has done its work.",
    "meta.ObjectMeta.generateName":
      "GenerateName begins the name of an object that has none; the server adds the rest.",
    "meta.ObjectMeta.generation": "Generation counts the changes of what is wanted.",
    "meta.ObjectMeta.labels": "Labels are short texts that objects are selected by.",
    "meta.ObjectMeta.managedFields": "ManagedFields says who has written which field.",
    "meta.ObjectMeta.name": "Name is unique among the objects of its kind and namespace.",
    "meta.ObjectMeta.namespace": "Namespace is where the object belongs.",
    "meta.ObjectMeta.ownerReferences":
      "OwnerReferences names the objects this one goes with: when all have gone, it goes too.",
    "meta.ObjectMeta.resourceVersion":
      "ResourceVersion is the revision that wrote the object; a write that brings an old one is refused.",
    "meta.ObjectMeta.uid": "UID tells the object from all others, also earlier ones of its name.",
    "core.ConfigMap.data": "Data holds texts by key.",
    "core.ConfigMap.binaryData": "BinaryData holds bytes by key, in base64.",
    "core.ConfigMap.immutable": "Immutable, once true, keeps the data as it is.",
    "core.Secret.data": "Data holds secret bytes by key, in base64.",
    "core.Secret.stringData":
      "StringData takes secret texts as they are, for writing only; they are kept in data.",
    "core.Secret.immutable": "Immutable, once true, keeps the data as it is.",
    "core.Secret.type": "Type says what the secret is for, and so which keys it must have.",
  ]

  static let types = [
    "meta.ObjectMeta": metadata, "meta.ListMeta": listMetadata,
    "core.Namespace": "Namespace is a place for objects; names are unique within it.",
    "core.Secret": "Secret holds data that few may see.",
    "core.ConfigMap": "ConfigMap holds settings for others to read.",
    "core.Event": "Event tells of something that happened to an object.",
    "events.Event": "Event tells of something that happened to an object.",
    "core.ServiceAccount": "ServiceAccount is who a program in the cluster is.",
    "coordination.Lease": "Lease is held by one at a time.",
    "core.Pod": "Pod is a set of containers that run on one node.",
    "core.Node": "Node is a machine of the cluster.",
    "core.Service": "Service is one address for a set of pods.",
    "core.Endpoints": "Endpoints are the addresses behind a service.",
    "core.PersistentVolume": "PersistentVolume is a disk of the cluster.",
    "core.PersistentVolumeClaim": "PersistentVolumeClaim asks for a disk.",
    "core.PodTemplate": "PodTemplate keeps what pods can be made from.",
    "core.ReplicationController": "ReplicationController keeps a number of equal pods running.",
    "apps.Deployment": "Deployment keeps pods of one kind running, and replaces them step by step.",
    "apps.DaemonSet": "DaemonSet keeps one pod running on each node.",
    "apps.ReplicaSet": "ReplicaSet keeps a number of equal pods running.",
    "apps.StatefulSet": "StatefulSet keeps pods running that have names and disks of their own.",
    "batch.Job": "Job runs pods until enough of them have succeeded.",
    "batch.CronJob": "CronJob makes a Job again and again, at set times.",
    "policy.PodDisruptionBudget":
      "PodDisruptionBudget says how many pods may be missing at a time.",
    "storage.StorageClass": "StorageClass says how disks are made.",
    "storage.VolumeAttachment": "VolumeAttachment asks for a disk to be attached to a node.",
    "rbac.Role": "Role names what may be done in a namespace.",
    "rbac.RoleBinding": "RoleBinding gives a role to somebody, in a namespace.",
    "rbac.ClusterRole": "ClusterRole names what may be done.",
    "rbac.ClusterRoleBinding": "ClusterRoleBinding gives a role to somebody, everywhere.",
    "apiextensions.CustomResourceDefinition":
      "CustomResourceDefinition describes a kind of objects; while it is there, they are served.",
  ]
}
