// SPDX-License-Identifier: Apache-2.0

extension SharedParts {
  static let kubeadm = #"""
    KubeadmConfigSpec:
      clusterConfiguration: $ClusterConfiguration
      initConfiguration: $InitConfiguration
      joinConfiguration: $JoinConfiguration
      files: $BootstrapFile[] atomic 1..200; Files to write before kubeadm runs.
      diskSetup: $DiskSetup
      mounts: string(1..512)[][] atomic 1..100; Mounts, each a line of fstab.
      bootCommands: string(1..10240)[] atomic 1..1000; Commands that run early at every boot.
      preKubeadmCommands: string(1..10240)[] atomic 1..1000; Commands that run before kubeadm.
      postKubeadmCommands: string(1..10240)[] atomic 1..1000; Commands that run after kubeadm.
      users: $BootstrapUser[] atomic 1..100; Users to make.
      ntp:
        .: "; Where the time comes from."
        servers: string(1..512)[] atomic 1..100; Time servers.
        enabled: bool; Whether the time service runs.
      format: cloud-config|ignition; The form of the bootstrap data; cloud-config unless said.
      verbosity: int; How much kubeadm says.
      ignition: $Ignition
    BootstrapFile:
      path!: string 1..512; Where the file goes.
      owner: string 1..256; Who owns it, such as root:root.
      permissions: string 1..16; Its mode, such as "0644".
      encoding: base64|gzip|gzip+base64; How the content is written here.
      append: bool; Add to what is there.
      content: string 1..10240; What it holds.
      contentFrom: $SecretSource
    BootstrapUser:
      name!: string 1..256; The user.
      gecos: string 1..256; What to know about the user.
      groups: string 1..256; Further groups.
      homeDir: string 1..256; The home folder.
      inactive: bool; The user may not log in.
      shell: string 1..256; The shell.
      passwd: string 1..256; The hashed password.
      passwdFrom: $SecretSource
      primaryGroup: string 1..256; The first group.
      lockPassword: bool; No log in by password.
      sudo: string 1..256; What sudo allows.
      sshAuthorizedKeys: string(1..2048)[] atomic 1..100; Keys that may log in.
    DiskSetup:
      .: "; Partitions and file systems to make."
      partitions[]:
        .: "atomic 1..100"
        device!: string 1..256; The disk.
        layout!: bool; Whether to make one partition of all of it.
        overwrite: bool; Whether to do so where there are some already.
        tableType: mbr|gpt
        diskLayout[]:
          .: "atomic 1..100"
          percentage!: int 1..100; The part of the disk.
          partitionType: string
      filesystems[]:
        .: "atomic 1..100"
        device!: string 1..256; The device.
        filesystem!: string 1..128; The type.
        label: string 1..512; The label.
        partition: string 1..128; The partition, or auto, any, none.
        overwrite: bool; Whether to make it where there is one already.
        replaceFS: string 1..128; Only where there is this one.
        extraOpts: string(1..256)[] atomic 1..100; Options of mkfs.
    Ignition:
      .: "; For the format ignition."
      containerLinuxConfig:
        additionalConfig: string 1..32768; Merged into what is made.
        strict: bool; Warnings are errors.
    """#

  static let kubeadmCluster = #"""
    ClusterConfiguration:
      .: "; What kubeadm wants to know about the cluster."
      etcd:
        .: "; Where etcd runs; beside the API servers unless said."
        local:
          imageRepository: string 1..512; Where its image comes from.
          imageTag: string 1..256; The tag of its image.
          dataDir: string 1..512; Where it keeps its data.
          extraArgs: $Args
          extraEnvs: $Env[] atomic 1..100
          serverCertSANs: string(1..253)[] atomic 1..100; Further names in its server certificate.
          peerCertSANs: string(1..253)[] atomic 1..100; Further names in its peer certificate.
        external:
          endpoints!: string(1..512)[] atomic 1..50; Where it answers.
          caFile!: string 1..512; The certificate authority.
          certFile!: string 1..512; The client's certificate.
          keyFile!: string 1..512; The client's key.
      controlPlaneEndpoint: string 1..512; Host and port of the API; taken from the Cluster.
      apiServer:
        $from: Component
        certSANs: string(1..253)[] atomic 1..100; Further names in the certificate.
      controllerManager: $Component
      scheduler: $Component
      dns:
        imageRepository: string 1..512; Where the image of CoreDNS comes from.
        imageTag: string 1..256; The tag of the image of CoreDNS.
      certificatesDir: string 1..512; Where certificates are kept on the machine.
      imageRepository: string 1..512; Where images come from.
      featureGates: bool{}; kubeadm's feature gates.
      certificateValidityPeriodDays: int 1..1095; How long certificates hold.
      caCertificateValidityPeriodDays: int 1..36500; How long certificate authorities hold.
      encryptionAlgorithm: ECDSA-P256|ECDSA-P384|RSA-2048|RSA-3072|RSA-4096; What keys are made with.
    Component:
      extraArgs: $Args
      extraVolumes: $HostPathMount[] atomic 1..100; Files of the machine that the component sees.
      extraEnvs: $Env[] atomic 1..100; Environment variables.
    Args: $Arg[] map(name,value) 1..100; Arguments of the component, without the dashes.
    Arg:
      name!: string 1..256; The argument.
      value!: string ..1024; Its value.
    Env:
      name!: string 1..256; The variable.
      value: string ..512; Its value.
      valueFrom: object
    HostPathMount:
      name!: string 1..512; The volume.
      hostPath!: string 1..512; The path on the machine.
      mountPath!: string 1..512; The path in the Pod.
      readOnly: bool; Whether the Pod may only read it.
      pathType: string
    """#

  static let kubeadmNode = #"""
    InitConfiguration:
      .: "; What kubeadm init wants to know."
      bootstrapTokens[]:
        .: "atomic 1..100"
        token!: string 1..23; The token, of the form abcdef.0123456789abcdef.
        description: string 1..512; What it is for.
        ttlSeconds: int 0..; How long it holds.
        expires: time; Until when it holds.
        usages: string(1..256)[] atomic 1..100; What it may be used for.
        groups: string(1..256)[] atomic 1..100; The groups its bearer belongs to.
      nodeRegistration: $NodeRegistration
      localAPIEndpoint: $LocalEndpoint
      skipPhases: string(1..256)[] atomic 1..50; Phases to leave out.
      patches: {directory: string 1..512}
      timeouts: $KubeadmTimeouts
    LocalEndpoint:
      advertiseAddress: string 1..39; The address the API server tells.
      bindPort: int 1..; The port it listens at; 6443 unless said.
    JoinConfiguration:
      .: "; What kubeadm join wants to know."
      nodeRegistration: $NodeRegistration
      caCertPath: string 1..512; The certificate authority on the machine.
      discovery: $Discovery
      controlPlane:
        .: "; Set where the machine becomes part of the control plane."
        localAPIEndpoint: $LocalEndpoint
      skipPhases: string(1..256)[] atomic 1..50; Phases to leave out.
      patches: {directory: string 1..512}
      timeouts: $KubeadmTimeouts
    Discovery:
      .: "; How the machine finds the cluster; filled in unless said."
      bootstrapToken:
        token!: string 1..512; The token.
        apiServerEndpoint: string 1..512; Host and port of the API.
        caCertHashes: string(1..512)[] atomic 1..100; Hashes of certificate authorities to trust.
        unsafeSkipCAVerification: bool; Trust any.
      file:
        kubeConfigPath!: string 1..512; A kubeconfig on the machine.
        kubeConfig:
          cluster:
            server: string
            tlsServerName: string
            insecureSkipTLSVerify: bool
            certificateAuthorityData: string
            proxyURL: string
          user!:
            authProvider:
              name!: string
              config: string{}
            exec:
              command!: string
              args: string[]
              env: $Env[]
              apiVersion: string
              provideClusterInfo: bool
      tlsBootstrapToken: string 1..512; The token for the client's certificate.
    NodeRegistration:
      .: "; How the Node is registered."
      name: string 1..253; Its name; the host's unless said.
      criSocket: string 1..512; Where the container runtime answers.
      taints: $NodeTaint[] atomic nullable ..100; Taints it starts with; an empty list is none at all.
      kubeletExtraArgs: $Args
      ignorePreflightErrors: string(1..512)[] atomic 1..50; Checks that may fail.
      imagePullPolicy: Always|IfNotPresent|Never
      imagePullSerial: bool; One image after another.
    KubeadmTimeouts:
      .: "; How long kubeadm waits."
      controlPlaneComponentHealthCheckSeconds: int 0..; For a component of the control plane.
      kubeletHealthCheckSeconds: int 0..; For the kubelet.
      kubernetesAPICallSeconds: int 0..; For a call of the API.
      etcdAPICallSeconds: int 0..; For a call of etcd.
      tlsBootstrapSeconds: int 0..; For the kubelet's certificate.
      discoverySeconds: int 0..; For the discovery of the cluster.
    """#

  static let kubeadmV1beta1 = #"""
    ArgsV1beta1: string{}; Arguments of the component, without the dashes.
    ComponentV1beta1:
      extraArgs: $ArgsV1beta1
      extraVolumes: $HostPathMount[]
      extraEnvs: $Env[]
    NodeRegistrationV1beta1:
      $from: NodeRegistration
      kubeletExtraArgs: $ArgsV1beta1
    ClusterConfigurationV1beta1:
      $from: ClusterConfiguration
      apiVersion: string
      kind: string
      clusterName: string; Taken from the Cluster.
      kubernetesVersion: string; Taken from the Machine.
      networking: {serviceSubnet: string, podSubnet: string, dnsDomain: string}
      etcd: {local: {extraArgs: $ArgsV1beta1}}
      apiServer:
        extraArgs: $ArgsV1beta1
        timeoutForControlPlane: $Duration
      controllerManager: $ComponentV1beta1
      scheduler: $ComponentV1beta1
      certificateValidityPeriodDays: null
      caCertificateValidityPeriodDays: null
      encryptionAlgorithm: null
    InitConfigurationV1beta1:
      $from: InitConfiguration
      apiVersion: string
      kind: string
      bootstrapTokens[]: {ttlSeconds: null, ttl: $Duration}
      nodeRegistration: $NodeRegistrationV1beta1
      timeouts: null
    JoinConfigurationV1beta1:
      $from: JoinConfiguration
      apiVersion: string
      kind: string
      nodeRegistration: $NodeRegistrationV1beta1
      discovery: {$from: Discovery, timeout: $Duration}
      timeouts: null
    KubeadmConfigSpecV1beta1:
      $from: KubeadmConfigSpec
      clusterConfiguration: $ClusterConfigurationV1beta1
      initConfiguration: $InitConfigurationV1beta1
      joinConfiguration: $JoinConfigurationV1beta1
      useExperimentalRetryJoin: bool
    KubeadmConfigSpecV1alpha4:
      $from: KubeadmConfigSpecV1beta1
      bootCommands: null
      ignition: null
      files: $BootstrapFileV1alpha4[]
      users: $BootstrapUserV1alpha4[]
      clusterConfiguration: $ClusterConfigurationV1alpha4
      initConfiguration: $InitConfigurationV1alpha4
      joinConfiguration: $JoinConfigurationV1alpha4
    BootstrapFileV1alpha4: {$from: BootstrapFile, append: null}
    BootstrapUserV1alpha4: {$from: BootstrapUser, passwdFrom: null}
    ComponentV1alpha4: {$from: ComponentV1beta1, extraEnvs: null}
    ClusterConfigurationV1alpha4:
      $from: ClusterConfigurationV1beta1
      etcd: {local: {extraEnvs: null}}
      apiServer: {extraEnvs: null}
      controllerManager: $ComponentV1alpha4
      scheduler: $ComponentV1alpha4
    NodeRegistrationV1alpha4: {$from: NodeRegistrationV1beta1, imagePullPolicy: null, imagePullSerial: null}
    InitConfigurationV1alpha4:
      $from: InitConfigurationV1beta1
      nodeRegistration: $NodeRegistrationV1alpha4
      skipPhases: null
      patches: null
    JoinConfigurationV1alpha4:
      $from: JoinConfigurationV1beta1
      nodeRegistration: $NodeRegistrationV1alpha4
      skipPhases: null
      patches: null
      discovery: {file: {kubeConfig: null}}
    KubeadmConfigSpecV1alpha3:
      $from: KubeadmConfigSpecV1alpha4
      clusterConfiguration:
        $from: ClusterConfigurationV1alpha4
        dns: {type: string}
        useHyperKubeImage: bool
    """#
}
