// SPDX-License-Identifier: Apache-2.0

extension TypeTable {
  /// The types of the core group that say where files and data come from.
  static let volumes = """
    core.AWSElasticBlockStoreVolumeSource: fsType string, partition int32, readOnly bool,
      volumeID! string
    core.AttachedVolume: devicePath! string, name! string
    core.AzureDiskVolumeSource: cachingMode string, diskName! string, diskURI! string, fsType
      string, kind string, readOnly bool
    core.AzureFilePersistentVolumeSource: readOnly bool, secretName! string, secretNamespace
      string, shareName! string
    core.AzureFileVolumeSource: readOnly bool, secretName! string, shareName! string
    core.CSIPersistentVolumeSource: controllerExpandSecretRef core.SecretReference,
      controllerPublishSecretRef core.SecretReference, driver! string, fsType string,
      nodePublishSecretRef core.SecretReference, nodeStageSecretRef core.SecretReference, readOnly
      bool, volumeAttributes {string}, volumeHandle! string
    core.CSIVolumeSource: driver! string, fsType string, nodePublishSecretRef
      core.LocalObjectReference, readOnly bool, volumeAttributes {string}
    core.CephFSPersistentVolumeSource: monitors! [string], path string, readOnly bool, secretFile
      string, secretRef core.SecretReference, user string
    core.CephFSVolumeSource: monitors! [string], path string, readOnly bool, secretFile string,
      secretRef core.LocalObjectReference, user string
    core.CinderPersistentVolumeSource: fsType string, readOnly bool, secretRef
      core.SecretReference, volumeID! string
    core.CinderVolumeSource: fsType string, readOnly bool, secretRef core.LocalObjectReference,
      volumeID! string
    core.ConfigMapEnvSource: name string, optional bool
    core.ConfigMapNodeConfigSource: kubeletConfigKey! string, name! string, namespace! string,
      resourceVersion string, uid string
    core.ConfigMapVolumeSource: defaultMode int32, items [core.KeyToPath], name string, optional
      bool
    core.DownwardAPIVolumeFile: fieldRef core.ObjectFieldSelector, mode int32, path! string,
      resourceFieldRef core.ResourceFieldSelector
    core.DownwardAPIVolumeSource: defaultMode int32, items [core.DownwardAPIVolumeFile]
    core.EmptyDirVolumeSource: medium string, sizeLimit quantity
    core.EnvFromSource: configMapRef core.ConfigMapEnvSource, prefix string, secretRef
      core.SecretEnvSource
    core.EnvVarSource: configMapKeyRef core.ConfigMapKeySelector, fieldRef
      core.ObjectFieldSelector, resourceFieldRef core.ResourceFieldSelector, secretKeyRef
      core.SecretKeySelector
    core.EphemeralVolumeSource: readOnly bool, volumeClaimTemplate
      core.PersistentVolumeClaimTemplate
    core.EventSource: component string, host string
    core.FCVolumeSource: fsType string, lun int32, readOnly bool, targetWWNs [string], wwids
      [string]
    core.FlexPersistentVolumeSource: driver! string, fsType string, options {string}, readOnly
      bool, secretRef core.SecretReference
    core.FlexVolumeSource: driver! string, fsType string, options {string}, readOnly bool,
      secretRef core.LocalObjectReference
    core.FlockerVolumeSource: datasetName string, datasetUUID string
    core.GCEPersistentDiskVolumeSource: fsType string, partition int32, pdName! string, readOnly
      bool
    core.GitRepoVolumeSource: directory string, repository! string, revision string
    core.GlusterfsPersistentVolumeSource: endpoints! string, endpointsNamespace string, path!
      string, readOnly bool
    core.GlusterfsVolumeSource: endpoints! string, path! string, readOnly bool
    core.HostPathVolumeSource: path! string, type string
    core.ISCSIPersistentVolumeSource: chapAuthDiscovery bool, chapAuthSession bool, fsType string,
      initiatorName string, iqn! string, iscsiInterface string, lun! int32, portals [string],
      readOnly bool, secretRef core.SecretReference, targetPortal! string
    core.ISCSIVolumeSource: chapAuthDiscovery bool, chapAuthSession bool, fsType string,
      initiatorName string, iqn! string, iscsiInterface string, lun! int32, portals [string],
      readOnly bool, secretRef core.LocalObjectReference, targetPortal! string
    core.LocalVolumeSource: fsType string, path! string
    core.NFSVolumeSource: path! string, readOnly bool, server! string
    core.NodeConfigSource: configMap core.ConfigMapNodeConfigSource
    core.PersistentVolume: metadata meta.ObjectMeta, spec core.PersistentVolumeSpec, status
      core.PersistentVolumeStatus
    core.PersistentVolumeClaim: metadata meta.ObjectMeta, spec core.PersistentVolumeClaimSpec,
      status core.PersistentVolumeClaimStatus
    core.PersistentVolumeClaimCondition: lastProbeTime time, lastTransitionTime time, message
      string, reason string, status! string, type! string
    core.PersistentVolumeClaimSpec: accessModes [string], dataSource
      core.TypedLocalObjectReference, resources core.ResourceRequirements, selector
      meta.LabelSelector, storageClassName string, volumeMode string, volumeName string
    core.PersistentVolumeClaimStatus: accessModes [string], capacity {quantity}, conditions
      [core.PersistentVolumeClaimCondition]@type, phase string
    core.PersistentVolumeClaimTemplate: metadata meta.ObjectMeta, spec!
      core.PersistentVolumeClaimSpec
    core.PersistentVolumeClaimVolumeSource: claimName! string, readOnly bool
    core.PersistentVolumeSpec: accessModes [string], awsElasticBlockStore
      core.AWSElasticBlockStoreVolumeSource, azureDisk core.AzureDiskVolumeSource, azureFile
      core.AzureFilePersistentVolumeSource, capacity {quantity}, cephfs
      core.CephFSPersistentVolumeSource, cinder core.CinderPersistentVolumeSource, claimRef
      core.ObjectReference, csi core.CSIPersistentVolumeSource, fc core.FCVolumeSource, flexVolume
      core.FlexPersistentVolumeSource, flocker core.FlockerVolumeSource, gcePersistentDisk
      core.GCEPersistentDiskVolumeSource, glusterfs core.GlusterfsPersistentVolumeSource, hostPath
      core.HostPathVolumeSource, iscsi core.ISCSIPersistentVolumeSource, local
      core.LocalVolumeSource, mountOptions [string], nfs core.NFSVolumeSource, nodeAffinity
      core.VolumeNodeAffinity, persistentVolumeReclaimPolicy string, photonPersistentDisk
      core.PhotonPersistentDiskVolumeSource, portworxVolume core.PortworxVolumeSource, quobyte
      core.QuobyteVolumeSource, rbd core.RBDPersistentVolumeSource, scaleIO
      core.ScaleIOPersistentVolumeSource, storageClassName string, storageos
      core.StorageOSPersistentVolumeSource, volumeMode string, vsphereVolume
      core.VsphereVirtualDiskVolumeSource
    core.PersistentVolumeStatus: message string, phase string, reason string
    core.PhotonPersistentDiskVolumeSource: fsType string, pdID! string
    core.PortworxVolumeSource: fsType string, readOnly bool, volumeID! string
    core.ProjectedVolumeSource: defaultMode int32, sources [core.VolumeProjection]
    core.QuobyteVolumeSource: group string, readOnly bool, registry! string, tenant string, user
      string, volume! string
    core.RBDPersistentVolumeSource: fsType string, image! string, keyring string, monitors!
      [string], pool string, readOnly bool, secretRef core.SecretReference, user string
    core.RBDVolumeSource: fsType string, image! string, keyring string, monitors! [string], pool
      string, readOnly bool, secretRef core.LocalObjectReference, user string
    core.ScaleIOPersistentVolumeSource: fsType string, gateway! string, protectionDomain string,
      readOnly bool, secretRef! core.SecretReference, sslEnabled bool, storageMode string,
      storagePool string, system! string, volumeName string
    core.ScaleIOVolumeSource: fsType string, gateway! string, protectionDomain string, readOnly
      bool, secretRef! core.LocalObjectReference, sslEnabled bool, storageMode string, storagePool
      string, system! string, volumeName string
    core.SecretEnvSource: name string, optional bool
    core.SecretVolumeSource: defaultMode int32, items [core.KeyToPath], optional bool, secretName
      string
    core.StorageOSPersistentVolumeSource: fsType string, readOnly bool, secretRef
      core.ObjectReference, volumeName string, volumeNamespace string
    core.StorageOSVolumeSource: fsType string, readOnly bool, secretRef core.LocalObjectReference,
      volumeName string, volumeNamespace string
    core.Volume: awsElasticBlockStore core.AWSElasticBlockStoreVolumeSource, azureDisk
      core.AzureDiskVolumeSource, azureFile core.AzureFileVolumeSource, cephfs
      core.CephFSVolumeSource, cinder core.CinderVolumeSource, configMap
      core.ConfigMapVolumeSource, csi core.CSIVolumeSource, downwardAPI
      core.DownwardAPIVolumeSource, emptyDir core.EmptyDirVolumeSource, ephemeral
      core.EphemeralVolumeSource, fc core.FCVolumeSource, flexVolume core.FlexVolumeSource,
      flocker core.FlockerVolumeSource, gcePersistentDisk core.GCEPersistentDiskVolumeSource,
      gitRepo core.GitRepoVolumeSource, glusterfs core.GlusterfsVolumeSource, hostPath
      core.HostPathVolumeSource, iscsi core.ISCSIVolumeSource, name! string, nfs
      core.NFSVolumeSource, persistentVolumeClaim core.PersistentVolumeClaimVolumeSource,
      photonPersistentDisk core.PhotonPersistentDiskVolumeSource, portworxVolume
      core.PortworxVolumeSource, projected core.ProjectedVolumeSource, quobyte
      core.QuobyteVolumeSource, rbd core.RBDVolumeSource, scaleIO core.ScaleIOVolumeSource, secret
      core.SecretVolumeSource, storageos core.StorageOSVolumeSource, vsphereVolume
      core.VsphereVirtualDiskVolumeSource
    core.VolumeDevice: devicePath! string, name! string
    core.VolumeMount: mountPath! string, mountPropagation string, name! string, readOnly bool,
      subPath string, subPathExpr string
    core.VolumeNodeAffinity: required core.NodeSelector
    core.VolumeProjection: configMap core.ConfigMapProjection, downwardAPI
      core.DownwardAPIProjection, secret core.SecretProjection, serviceAccountToken
      core.ServiceAccountTokenProjection
    core.VsphereVirtualDiskVolumeSource: fsType string, storagePolicyID string, storagePolicyName
      string, volumePath! string
    """
}
