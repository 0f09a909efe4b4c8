const SENSITIVE =
  /^\/(?:etc|root|home|boot|dev|sys|usr|bin|sbin|lib\d*|var\/log|var\/lib\/(?:kubelet|docker|containerd|containers|etcd|rancher|cni)|var\/spool\/cron|opt\/cni)(?:\/|$)/
/** Paths of running systems: sockets that lead into the host, credentials, and the state of container runtimes. */
const RUNNING =
  /^\/(?:var\/)?run(?:$|\/(?:docker|containerd|crio|podman|runc|nri|cdi|dbus|systemd|udev|netns|user|secrets|kubernetes|k3s)(?:[/.]|$))/
/** Paths that are harmless to mount: the clock, public certificates, kernel modules. */
const PUBLIC =
  /^\/(?:etc\/(?:localtime|timezone|machine-id|os-release|ca-certificates|ssl\/certs|pki\/(?:tls\/certs|ca-trust))|usr\/(?:local\/)?share\/ca-certificates|usr\/share\/zoneinfo|(?:usr\/)?lib\/(?:modules|os-release))(?:\/|$)/

/** Whether a path of a host leads to its credentials, configuration, devices or logs. */
export function isSensitiveFolder(path: string): boolean {
  return (SENSITIVE.test(path) || RUNNING.test(path)) && !PUBLIC.test(path)
}

/** Whether a path is the socket of a container runtime, or the folder that holds it. */
export function isRuntimeSocket(path: string): boolean {
  return (
    /\/(?:docker|containerd|crio|podman|cri-dockerd|buildkitd|dockershim)\.sock$/.test(path) ||
    /^\/(?:var\/)?run\/(?:docker|containerd|crio|podman|buildkit)$/.test(path)
  )
}

/** Where programs of a person keep what they log in with. */
const CREDENTIALS =
  /^(?:~|\$\{(?:HOME|USERPROFILE)\})(?:\/?|\/\.(?:ssh|aws|kube|docker|gnupg|azure|oci|config\/(?:gcloud|gh|doctl|rclone)|netrc|git-credentials|npmrc|pypirc|pgpass|vault-token)(?:\/.*)?)$/

/** Whether a path is the home of a person, or credentials in it. */
export function isCredentials(path: string): boolean {
  return CREDENTIALS.test(path)
}
