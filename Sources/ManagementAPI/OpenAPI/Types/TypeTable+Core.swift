// SPDX-License-Identifier: Apache-2.0

extension TypeTable {
  /// The types of the core group.
  static let core = """
    core.Affinity: nodeAffinity core.NodeAffinity, podAffinity core.PodAffinity, podAntiAffinity
      core.PodAntiAffinity
    core.Capabilities: add [string], drop [string]
    core.ClientIPConfig: timeoutSeconds int32
    core.ConfigMap: binaryData {bytes}, data {string}, immutable bool, metadata meta.ObjectMeta
    core.ConfigMapKeySelector: key! string, name string, optional bool
    core.ConfigMapProjection: items [core.KeyToPath], name string, optional bool
    core.Container: args [string], command [string], env [core.EnvVar]@name, envFrom
      [core.EnvFromSource], image string, imagePullPolicy string, lifecycle core.Lifecycle,
      livenessProbe core.Probe, name! string, ports [core.ContainerPort]@containerPort,
      readinessProbe core.Probe, resources core.ResourceRequirements, securityContext
      core.SecurityContext, startupProbe core.Probe, stdin bool, stdinOnce bool,
      terminationMessagePath string, terminationMessagePolicy string, tty bool, volumeDevices
      [core.VolumeDevice]@devicePath, volumeMounts [core.VolumeMount]@mountPath, workingDir string
    core.ContainerImage: names! [string], sizeBytes int64
    core.ContainerPort: containerPort! int32, hostIP string, hostPort int32, name string, protocol
      string
    core.ContainerState: running core.ContainerStateRunning, terminated
      core.ContainerStateTerminated, waiting core.ContainerStateWaiting
    core.ContainerStateRunning: startedAt time
    core.ContainerStateTerminated: containerID string, exitCode! int32, finishedAt time, message
      string, reason string, signal int32, startedAt time
    core.ContainerStateWaiting: message string, reason string
    core.ContainerStatus: containerID string, image! string, imageID! string, lastState
      core.ContainerState, name! string, ready! bool, restartCount! int32, started bool, state
      core.ContainerState
    core.DaemonEndpoint: Port! int32
    core.DownwardAPIProjection: items [core.DownwardAPIVolumeFile]
    core.EndpointAddress: hostname string, ip! string, nodeName string, targetRef
      core.ObjectReference
    core.EndpointPort: appProtocol string, name string, port! int32, protocol string
    core.EndpointSubset: addresses [core.EndpointAddress], notReadyAddresses
      [core.EndpointAddress], ports [core.EndpointPort]
    core.Endpoints: metadata meta.ObjectMeta, subsets [core.EndpointSubset]
    core.EnvVar: name! string, value string, valueFrom core.EnvVarSource
    core.EphemeralContainer: args [string], command [string], env [core.EnvVar]@name, envFrom
      [core.EnvFromSource], image string, imagePullPolicy string, lifecycle core.Lifecycle,
      livenessProbe core.Probe, name! string, ports [core.ContainerPort], readinessProbe
      core.Probe, resources core.ResourceRequirements, securityContext core.SecurityContext,
      startupProbe core.Probe, stdin bool, stdinOnce bool, targetContainerName string,
      terminationMessagePath string, terminationMessagePolicy string, tty bool, volumeDevices
      [core.VolumeDevice]@devicePath, volumeMounts [core.VolumeMount]@mountPath, workingDir string
    core.Event: action string, count int32, eventTime microtime, firstTimestamp time,
      involvedObject! core.ObjectReference, lastTimestamp time, message string, metadata!
      meta.ObjectMeta, reason string, related core.ObjectReference, reportingComponent string,
      reportingInstance string, series core.EventSeries, source core.EventSource, type string
    core.EventSeries: count int32, lastObservedTime microtime
    core.ExecAction: command [string]
    core.HTTPGetAction: host string, httpHeaders [core.HTTPHeader], path string, port! either,
      scheme string
    core.HTTPHeader: name! string, value! string
    core.Handler: exec core.ExecAction, httpGet core.HTTPGetAction, tcpSocket core.TCPSocketAction
    core.HostAlias: hostnames [string], ip string
    core.KeyToPath: key! string, mode int32, path! string
    core.Lifecycle: postStart core.Handler, preStop core.Handler
    core.LimitRange: metadata meta.ObjectMeta, spec core.LimitRangeSpec
    core.LimitRangeItem: default {quantity}, defaultRequest {quantity}, max {quantity},
      maxLimitRequestRatio {quantity}, min {quantity}, type! string
    core.LimitRangeSpec: limits! [core.LimitRangeItem]
    core.LoadBalancerIngress: hostname string, ip string, ports [core.PortStatus]
    core.LoadBalancerStatus: ingress [core.LoadBalancerIngress]
    core.LocalObjectReference: name string
    core.Namespace: metadata meta.ObjectMeta, spec core.NamespaceSpec, status core.NamespaceStatus
    core.NamespaceCondition: lastTransitionTime time, message string, reason string, status!
      string, type! string
    core.NamespaceSpec: finalizers [string]
    core.NamespaceStatus: conditions [core.NamespaceCondition]@type, phase string
    core.Node: metadata meta.ObjectMeta, spec core.NodeSpec, status core.NodeStatus
    core.NodeAddress: address! string, type! string
    core.NodeAffinity: preferredDuringSchedulingIgnoredDuringExecution
      [core.PreferredSchedulingTerm], requiredDuringSchedulingIgnoredDuringExecution
      core.NodeSelector
    core.NodeCondition: lastHeartbeatTime time, lastTransitionTime time, message string, reason
      string, status! string, type! string
    core.NodeConfigStatus: active core.NodeConfigSource, assigned core.NodeConfigSource, error
      string, lastKnownGood core.NodeConfigSource
    core.NodeDaemonEndpoints: kubeletEndpoint core.DaemonEndpoint
    core.NodeSelector: nodeSelectorTerms! [core.NodeSelectorTerm]
    core.NodeSelectorRequirement: key! string, operator! string, values [string]
    core.NodeSelectorTerm: matchExpressions [core.NodeSelectorRequirement], matchFields
      [core.NodeSelectorRequirement]
    core.NodeSpec: configSource core.NodeConfigSource, externalID string, podCIDR string, podCIDRs
      [string]@, providerID string, taints [core.Taint], unschedulable bool
    core.NodeStatus: addresses [core.NodeAddress]@type, allocatable {quantity}, capacity
      {quantity}, conditions [core.NodeCondition]@type, config core.NodeConfigStatus,
      daemonEndpoints core.NodeDaemonEndpoints, images [core.ContainerImage], nodeInfo
      core.NodeSystemInfo, phase string, volumesAttached [core.AttachedVolume], volumesInUse
      [string]
    core.NodeSystemInfo: architecture! string, bootID! string, containerRuntimeVersion! string,
      kernelVersion! string, kubeProxyVersion! string, kubeletVersion! string, machineID! string,
      operatingSystem! string, osImage! string, systemUUID! string
    core.ObjectFieldSelector: apiVersion string, fieldPath! string
    core.ObjectReference: apiVersion string, fieldPath string, kind string, name string, namespace
      string, resourceVersion string, uid string
    core.Pod: metadata meta.ObjectMeta, spec core.PodSpec, status core.PodStatus
    core.PodAffinity: preferredDuringSchedulingIgnoredDuringExecution
      [core.WeightedPodAffinityTerm], requiredDuringSchedulingIgnoredDuringExecution
      [core.PodAffinityTerm]
    core.PodAffinityTerm: labelSelector meta.LabelSelector, namespaces [string], topologyKey!
      string
    core.PodAntiAffinity: preferredDuringSchedulingIgnoredDuringExecution
      [core.WeightedPodAffinityTerm], requiredDuringSchedulingIgnoredDuringExecution
      [core.PodAffinityTerm]
    core.PodCondition: lastProbeTime time, lastTransitionTime time, message string, reason string,
      status! string, type! string
    core.PodDNSConfig: nameservers [string], options [core.PodDNSConfigOption], searches [string]
    core.PodDNSConfigOption: name string, value string
    core.PodIP: ip string
    core.PodReadinessGate: conditionType! string
    core.PodSecurityContext: fsGroup int64, fsGroupChangePolicy string, runAsGroup int64,
      runAsNonRoot bool, runAsUser int64, seLinuxOptions core.SELinuxOptions, seccompProfile
      core.SeccompProfile, supplementalGroups [int64], sysctls [core.Sysctl], windowsOptions
      core.WindowsSecurityContextOptions
    core.PodSpec: activeDeadlineSeconds int64, affinity core.Affinity,
      automountServiceAccountToken bool, containers! [core.Container]@name, dnsConfig
      core.PodDNSConfig, dnsPolicy string, enableServiceLinks bool, ephemeralContainers
      [core.EphemeralContainer]@name, hostAliases [core.HostAlias]@ip, hostIPC bool, hostNetwork
      bool, hostPID bool, hostname string, imagePullSecrets [core.LocalObjectReference]@name,
      initContainers [core.Container]@name, nodeName string, nodeSelector {string}, overhead
      {quantity}, preemptionPolicy string, priority int32, priorityClassName string,
      readinessGates [core.PodReadinessGate], restartPolicy string, runtimeClassName string,
      schedulerName string, securityContext core.PodSecurityContext, serviceAccount string,
      serviceAccountName string, setHostnameAsFQDN bool, shareProcessNamespace bool, subdomain
      string, terminationGracePeriodSeconds int64, tolerations [core.Toleration],
      topologySpreadConstraints [core.TopologySpreadConstraint]@topologyKey, volumes
      [core.Volume]@name~
    core.PodStatus: conditions [core.PodCondition]@type, containerStatuses [core.ContainerStatus],
      ephemeralContainerStatuses [core.ContainerStatus], hostIP string, initContainerStatuses
      [core.ContainerStatus], message string, nominatedNodeName string, phase string, podIP
      string, podIPs [core.PodIP]@ip, qosClass string, reason string, startTime time
    core.PodTemplate: metadata meta.ObjectMeta, template core.PodTemplateSpec
    core.PodTemplateSpec: metadata meta.ObjectMeta, spec core.PodSpec
    core.PortStatus: error string, port! int32, protocol! string
    core.PreferredSchedulingTerm: preference! core.NodeSelectorTerm, weight! int32
    core.Probe: exec core.ExecAction, failureThreshold int32, httpGet core.HTTPGetAction,
      initialDelaySeconds int32, periodSeconds int32, successThreshold int32, tcpSocket
      core.TCPSocketAction, timeoutSeconds int32
    core.ReplicationController: metadata meta.ObjectMeta, spec core.ReplicationControllerSpec,
      status core.ReplicationControllerStatus
    core.ReplicationControllerCondition: lastTransitionTime time, message string, reason string,
      status! string, type! string
    core.ReplicationControllerSpec: minReadySeconds int32, replicas int32, selector {string},
      template core.PodTemplateSpec
    core.ReplicationControllerStatus: availableReplicas int32, conditions
      [core.ReplicationControllerCondition]@type, fullyLabeledReplicas int32, observedGeneration
      int64, readyReplicas int32, replicas! int32
    core.ResourceFieldSelector: containerName string, divisor quantity, resource! string
    core.ResourceQuota: metadata meta.ObjectMeta, spec core.ResourceQuotaSpec, status
      core.ResourceQuotaStatus
    core.ResourceQuotaSpec: hard {quantity}, scopeSelector core.ScopeSelector, scopes [string]
    core.ResourceQuotaStatus: hard {quantity}, used {quantity}
    core.ResourceRequirements: limits {quantity}, requests {quantity}
    core.SELinuxOptions: level string, role string, type string, user string
    core.ScopeSelector: matchExpressions [core.ScopedResourceSelectorRequirement]
    core.ScopedResourceSelectorRequirement: operator! string, scopeName! string, values [string]
    core.SeccompProfile: localhostProfile string, type! string
    core.Secret: data {bytes}, immutable bool, metadata meta.ObjectMeta, stringData {string}, type
      string
    core.SecretKeySelector: key! string, name string, optional bool
    core.SecretProjection: items [core.KeyToPath], name string, optional bool
    core.SecretReference: name string, namespace string
    core.SecurityContext: allowPrivilegeEscalation bool, capabilities core.Capabilities,
      privileged bool, procMount string, readOnlyRootFilesystem bool, runAsGroup int64,
      runAsNonRoot bool, runAsUser int64, seLinuxOptions core.SELinuxOptions, seccompProfile
      core.SeccompProfile, windowsOptions core.WindowsSecurityContextOptions
    core.Service: metadata meta.ObjectMeta, spec core.ServiceSpec, status core.ServiceStatus
    core.ServiceAccount: automountServiceAccountToken bool, imagePullSecrets
      [core.LocalObjectReference], metadata meta.ObjectMeta, secrets [core.ObjectReference]@name
    core.ServiceAccountTokenProjection: audience string, expirationSeconds int64, path! string
    core.ServicePort: appProtocol string, name string, nodePort int32, port! int32, protocol
      string, targetPort either
    core.ServiceSpec: allocateLoadBalancerNodePorts bool, clusterIP string, clusterIPs [string],
      externalIPs [string], externalName string, externalTrafficPolicy string, healthCheckNodePort
      int32, ipFamilies [string], ipFamilyPolicy string, loadBalancerIP string,
      loadBalancerSourceRanges [string], ports [core.ServicePort]@port, publishNotReadyAddresses
      bool, selector {string}, sessionAffinity string, sessionAffinityConfig
      core.SessionAffinityConfig, topologyKeys [string], type string
    core.ServiceStatus: conditions [meta.Condition]@type, loadBalancer core.LoadBalancerStatus
    core.SessionAffinityConfig: clientIP core.ClientIPConfig
    core.Sysctl: name! string, value! string
    core.TCPSocketAction: host string, port! either
    core.Taint: effect! string, key! string, timeAdded time, value string
    core.Toleration: effect string, key string, operator string, tolerationSeconds int64, value
      string
    core.TopologySelectorLabelRequirement: key! string, values! [string]
    core.TopologySelectorTerm: matchLabelExpressions [core.TopologySelectorLabelRequirement]
    core.TopologySpreadConstraint: labelSelector meta.LabelSelector, maxSkew! int32, topologyKey!
      string, whenUnsatisfiable! string
    core.TypedLocalObjectReference: apiGroup string, kind! string, name! string
    core.WeightedPodAffinityTerm: podAffinityTerm! core.PodAffinityTerm, weight! int32
    core.WindowsSecurityContextOptions: gmsaCredentialSpec string, gmsaCredentialSpecName string,
      runAsUserName string
    """
}
