// SPDX-License-Identifier: Apache-2.0

extension TypeTable {
  /// The types of all other groups, and those that many kinds share.
  static let others = """
    apiextensions.CustomResourceColumnDefinition: description string, format string, jsonPath!
      string, name! string, priority int32, type! string
    apiextensions.CustomResourceConversion: strategy! string, webhook
      apiextensions.WebhookConversion
    apiextensions.CustomResourceDefinition: metadata meta.ObjectMeta, spec!
      apiextensions.CustomResourceDefinitionSpec, status
      apiextensions.CustomResourceDefinitionStatus
    apiextensions.CustomResourceDefinitionCondition: lastTransitionTime time, message string,
      reason string, status! string, type! string
    apiextensions.CustomResourceDefinitionNames: categories [string], kind! string, listKind
      string, plural! string, shortNames [string], singular string
    apiextensions.CustomResourceDefinitionSpec: conversion apiextensions.CustomResourceConversion,
      group! string, names! apiextensions.CustomResourceDefinitionNames, preserveUnknownFields
      bool, scope! string, versions! [apiextensions.CustomResourceDefinitionVersion]
    apiextensions.CustomResourceDefinitionStatus: acceptedNames
      apiextensions.CustomResourceDefinitionNames, conditions
      [apiextensions.CustomResourceDefinitionCondition], storedVersions [string]
    apiextensions.CustomResourceDefinitionVersion: additionalPrinterColumns
      [apiextensions.CustomResourceColumnDefinition], deprecated bool, deprecationWarning string,
      name! string, schema apiextensions.CustomResourceValidation, served! bool, storage! bool,
      subresources apiextensions.CustomResourceSubresources
    apiextensions.CustomResourceSubresourceScale: labelSelectorPath string, specReplicasPath!
      string, statusReplicasPath! string
    apiextensions.CustomResourceSubresourceStatus:
    apiextensions.CustomResourceSubresources: scale apiextensions.CustomResourceSubresourceScale,
      status apiextensions.CustomResourceSubresourceStatus
    apiextensions.CustomResourceValidation: openAPIV3Schema apiextensions.JSONSchemaProps
    apiextensions.ExternalDocumentation: description string, url string
    apiextensions.JSONSchemaProps: $ref string, $schema string, additionalItems any,
      additionalProperties any, allOf [apiextensions.JSONSchemaProps], anyOf
      [apiextensions.JSONSchemaProps], default any, definitions {apiextensions.JSONSchemaProps},
      dependencies {any}, description string, enum [any], example any, exclusiveMaximum bool,
      exclusiveMinimum bool, externalDocs apiextensions.ExternalDocumentation, format string, id
      string, items any, maxItems int64, maxLength int64, maxProperties int64, maximum number,
      minItems int64, minLength int64, minProperties int64, minimum number, multipleOf number, not
      apiextensions.JSONSchemaProps, nullable bool, oneOf [apiextensions.JSONSchemaProps], pattern
      string, patternProperties {apiextensions.JSONSchemaProps}, properties
      {apiextensions.JSONSchemaProps}, required [string], title string, type string, uniqueItems
      bool, x-kubernetes-embedded-resource bool, x-kubernetes-int-or-string bool,
      x-kubernetes-list-map-keys [string], x-kubernetes-list-type string, x-kubernetes-map-type
      string, x-kubernetes-preserve-unknown-fields bool
    apiextensions.ServiceReference: name! string, namespace! string, path string, port int32
    apiextensions.WebhookClientConfig: caBundle bytes, service apiextensions.ServiceReference, url
      string
    apiextensions.WebhookConversion: clientConfig apiextensions.WebhookClientConfig,
      conversionReviewVersions! [string]
    apps.DaemonSet: metadata meta.ObjectMeta, spec apps.DaemonSetSpec, status apps.DaemonSetStatus
    apps.DaemonSetCondition: lastTransitionTime time, message string, reason string, status!
      string, type! string
    apps.DaemonSetSpec: minReadySeconds int32, revisionHistoryLimit int32, selector!
      meta.LabelSelector, template! core.PodTemplateSpec, updateStrategy
      apps.DaemonSetUpdateStrategy
    apps.DaemonSetStatus: collisionCount int32, conditions [apps.DaemonSetCondition]@type,
      currentNumberScheduled! int32, desiredNumberScheduled! int32, numberAvailable int32,
      numberMisscheduled! int32, numberReady! int32, numberUnavailable int32, observedGeneration
      int64, updatedNumberScheduled int32
    apps.DaemonSetUpdateStrategy: rollingUpdate apps.RollingUpdateDaemonSet, type string
    apps.Deployment: metadata meta.ObjectMeta, spec apps.DeploymentSpec, status
      apps.DeploymentStatus
    apps.DeploymentCondition: lastTransitionTime time, lastUpdateTime time, message string, reason
      string, status! string, type! string
    apps.DeploymentSpec: minReadySeconds int32, paused bool, progressDeadlineSeconds int32,
      replicas int32, revisionHistoryLimit int32, selector! meta.LabelSelector, strategy
      apps.DeploymentStrategy@~, template! core.PodTemplateSpec
    apps.DeploymentStatus: availableReplicas int32, collisionCount int32, conditions
      [apps.DeploymentCondition]@type, observedGeneration int64, readyReplicas int32, replicas
      int32, unavailableReplicas int32, updatedReplicas int32
    apps.DeploymentStrategy: rollingUpdate apps.RollingUpdateDeployment, type string
    apps.ReplicaSet: metadata meta.ObjectMeta, spec apps.ReplicaSetSpec, status
      apps.ReplicaSetStatus
    apps.ReplicaSetCondition: lastTransitionTime time, message string, reason string, status!
      string, type! string
    apps.ReplicaSetSpec: minReadySeconds int32, replicas int32, selector! meta.LabelSelector,
      template core.PodTemplateSpec
    apps.ReplicaSetStatus: availableReplicas int32, conditions [apps.ReplicaSetCondition]@type,
      fullyLabeledReplicas int32, observedGeneration int64, readyReplicas int32, replicas! int32
    apps.RollingUpdateDaemonSet: maxUnavailable either
    apps.RollingUpdateDeployment: maxSurge either, maxUnavailable either
    apps.RollingUpdateStatefulSetStrategy: partition int32
    apps.StatefulSet: metadata meta.ObjectMeta, spec apps.StatefulSetSpec, status
      apps.StatefulSetStatus
    apps.StatefulSetCondition: lastTransitionTime time, message string, reason string, status!
      string, type! string
    apps.StatefulSetSpec: podManagementPolicy string, replicas int32, revisionHistoryLimit int32,
      selector! meta.LabelSelector, serviceName! string, template! core.PodTemplateSpec,
      updateStrategy apps.StatefulSetUpdateStrategy, volumeClaimTemplates
      [core.PersistentVolumeClaim]
    apps.StatefulSetStatus: collisionCount int32, conditions [apps.StatefulSetCondition]@type,
      currentReplicas int32, currentRevision string, observedGeneration int64, readyReplicas
      int32, replicas! int32, updateRevision string, updatedReplicas int32
    apps.StatefulSetUpdateStrategy: rollingUpdate apps.RollingUpdateStatefulSetStrategy, type
      string
    autoscaling.Scale: metadata meta.ObjectMeta, spec autoscaling.ScaleSpec, status
      autoscaling.ScaleStatus
    autoscaling.ScaleSpec: replicas int32
    autoscaling.ScaleStatus: replicas! int32, selector string
    batch.CronJob: metadata meta.ObjectMeta, spec batch.CronJobSpec, status batch.CronJobStatus
    batch.CronJobSpec: concurrencyPolicy string, failedJobsHistoryLimit int32, jobTemplate!
      batch.JobTemplateSpec, schedule! string, startingDeadlineSeconds int64,
      successfulJobsHistoryLimit int32, suspend bool
    batch.CronJobStatus: active [core.ObjectReference], lastScheduleTime time
    batch.Job: metadata meta.ObjectMeta, spec batch.JobSpec, status batch.JobStatus
    batch.JobCondition: lastProbeTime time, lastTransitionTime time, message string, reason
      string, status! string, type! string
    batch.JobSpec: activeDeadlineSeconds int64, backoffLimit int32, completions int32,
      manualSelector bool, parallelism int32, selector meta.LabelSelector, template!
      core.PodTemplateSpec, ttlSecondsAfterFinished int32
    batch.JobStatus: active int32, completionTime time, conditions [batch.JobCondition]@type,
      failed int32, startTime time, succeeded int32
    batch.JobTemplateSpec: metadata meta.ObjectMeta, spec batch.JobSpec
    coordination.Lease: metadata meta.ObjectMeta, spec coordination.LeaseSpec
    coordination.LeaseSpec: acquireTime microtime, holderIdentity string, leaseDurationSeconds
      int32, leaseTransitions int32, renewTime microtime
    events.Event: action string, deprecatedCount int32, deprecatedFirstTimestamp time,
      deprecatedLastTimestamp time, deprecatedSource core.EventSource, eventTime! microtime,
      metadata! meta.ObjectMeta, note string, reason string, regarding core.ObjectReference,
      related core.ObjectReference, reportingController string, reportingInstance string, series
      events.EventSeries, type string
    events.EventSeries: count! int32, lastObservedTime! microtime
    meta.Condition: lastTransitionTime! time, message! string, observedGeneration int64, reason!
      string, status! string, type! string
    meta.DeleteOptions: apiVersion string, dryRun [string], gracePeriodSeconds int64, kind string,
      orphanDependents bool, preconditions meta.Preconditions, propagationPolicy string
    meta.LabelSelector: matchExpressions [meta.LabelSelectorRequirement], matchLabels {string}
    meta.LabelSelectorRequirement: key! string@key, operator! string, values [string]
    meta.ListMeta: continue string, remainingItemCount int64, resourceVersion string, selfLink
      string
    meta.ManagedFieldsEntry: apiVersion string, fieldsType string, fieldsV1 any, manager string,
      operation string, time time
    meta.ObjectMeta: annotations {string}, clusterName string, creationTimestamp time,
      deletionGracePeriodSeconds int64, deletionTimestamp time, finalizers [string]@, generateName
      string, generation int64, labels {string}, managedFields [meta.ManagedFieldsEntry], name
      string, namespace string, ownerReferences [meta.OwnerReference]@uid, resourceVersion string,
      selfLink string, uid string
    meta.OwnerReference: apiVersion! string, blockOwnerDeletion bool, controller bool, kind!
      string, name! string, uid! string
    meta.Preconditions: resourceVersion string, uid string
    meta.Status: code int32, details meta.StatusDetails, message string, metadata meta.ListMeta,
      reason string, status string
    meta.StatusCause: field string, message string, reason string
    meta.StatusDetails: causes [meta.StatusCause], group string, kind string, name string,
      retryAfterSeconds int32, uid string
    policy.PodDisruptionBudget: metadata meta.ObjectMeta, spec policy.PodDisruptionBudgetSpec,
      status policy.PodDisruptionBudgetStatus
    policy.PodDisruptionBudgetSpec: maxUnavailable either, minAvailable either, selector
      meta.LabelSelector
    policy.PodDisruptionBudgetStatus: currentHealthy! int32, desiredHealthy! int32, disruptedPods
      {time}, disruptionsAllowed! int32, expectedPods! int32, observedGeneration int64
    rbac.AggregationRule: clusterRoleSelectors [meta.LabelSelector]
    rbac.ClusterRole: aggregationRule rbac.AggregationRule, metadata meta.ObjectMeta, rules
      [rbac.PolicyRule]
    rbac.ClusterRoleBinding: metadata meta.ObjectMeta, roleRef! rbac.RoleRef, subjects
      [rbac.Subject]
    rbac.PolicyRule: apiGroups [string], nonResourceURLs [string], resourceNames [string],
      resources [string], verbs! [string]
    rbac.Role: metadata meta.ObjectMeta, rules [rbac.PolicyRule]
    rbac.RoleBinding: metadata meta.ObjectMeta, roleRef! rbac.RoleRef, subjects [rbac.Subject]
    rbac.RoleRef: apiGroup! string, kind! string, name! string
    rbac.Subject: apiGroup string, kind! string, name! string, namespace string
    storage.StorageClass: allowVolumeExpansion bool, allowedTopologies
      [core.TopologySelectorTerm], metadata meta.ObjectMeta, mountOptions [string], parameters
      {string}, provisioner! string, reclaimPolicy string, volumeBindingMode string
    storage.VolumeAttachment: metadata meta.ObjectMeta, spec! storage.VolumeAttachmentSpec, status
      storage.VolumeAttachmentStatus
    storage.VolumeAttachmentSource: inlineVolumeSpec core.PersistentVolumeSpec,
      persistentVolumeName string
    storage.VolumeAttachmentSpec: attacher! string, nodeName! string, source!
      storage.VolumeAttachmentSource
    storage.VolumeAttachmentStatus: attachError storage.VolumeError, attached! bool,
      attachmentMetadata {string}, detachError storage.VolumeError
    storage.VolumeError: message string, time time
    """
}
