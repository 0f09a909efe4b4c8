/** Folders of a host that hold its credentials, configuration, devices or logs. */
export const SENSITIVE_FOLDER: RegExp =
  /^\/(?:etc|root|home|boot|dev|sys|usr|bin|sbin|lib\d*|run|var\/run|var\/log|var\/lib\/(?:kubelet|docker|containerd|containers|etcd|rancher|cni)|var\/spool\/cron|opt\/cni)(?:\/|$)/

/** Whether a path is the socket of a container runtime, or the folder that holds it. */
export function isRuntimeSocket(path: string): boolean {
  return /\/(?:docker|containerd|crio|podman|cri-dockerd|buildkitd|dockershim)\.sock$/.test(path) || /^\/(?:var\/)?run\/(?:docker|containerd|crio|podman|buildkit)$/.test(path)
}
