/** How a tool is had: as a command of a Debian package, by `go install` or by `pip install` of a pinned version. */
export type Source =
  | { readonly apt: string; readonly command: string }
  | { readonly pip: string; readonly version: string; readonly command: string }
  | { readonly go: string; readonly version: string; readonly command: string }

/** Every tool that tests ask for, and where it comes from. */
export const TOOLS = {
  argon2: { apt: 'argon2', command: 'argon2' },
  bsdtar: { apt: 'libarchive-tools', command: 'bsdtar' },
  busybox: { apt: 'busybox-static', command: 'busybox' },
  'clang-14': { apt: 'clang-14', command: 'clang-14' },
  chromium: { apt: 'chromium', command: 'chromium' },
  composer: { apt: 'composer', command: 'composer' },
  containerd: { apt: 'containerd', command: 'containerd' },
  ctr: { apt: 'containerd', command: 'ctr' },
  dpkg: { apt: 'dpkg', command: 'dpkg' },
  debootstrap: { apt: 'debootstrap', command: 'debootstrap' },
  'docker-registry': { apt: 'docker-registry', command: 'docker-registry' },
  etcd: { apt: 'etcd-server', command: 'etcd' },
  'django-admin': { apt: 'python3-django', command: 'django-admin' },
  docker: { apt: 'docker.io', command: 'docker' },
  dockerd: { apt: 'docker.io', command: 'dockerd' },
  getfattr: { apt: 'attr', command: 'getfattr' },
  'fuse-overlayfs': { apt: 'fuse-overlayfs', command: 'fuse-overlayfs' },
  java: { apt: 'default-jre-headless', command: 'java' },
  gzip: { apt: 'gzip', command: 'gzip' },
  htdigest: { apt: 'apache2-utils', command: 'htdigest' },
  htpasswd: { apt: 'apache2-utils', command: 'htpasswd' },
  'mkfs.btrfs': { apt: 'btrfs-progs', command: 'mkfs.btrfs' },
  mkpasswd: { apt: 'whois', command: 'mkpasswd' },
  mosquitto_passwd: { apt: 'mosquitto', command: 'mosquitto_passwd' },
  mvn: { apt: 'maven', command: 'mvn' },
  openssl: { apt: 'openssl', command: 'openssl' },
  php: { apt: 'php-cli', command: 'php' },
  podman: { apt: 'podman', command: 'podman' },
  python3: { apt: 'python3', command: 'python3' },
  rpm: { apt: 'rpm', command: 'rpm' },
  ruby: { apt: 'ruby', command: 'ruby' },
  'ssh-agent': { apt: 'openssh-client', command: 'ssh-agent' },
  'ssh-keygen': { apt: 'openssh-client', command: 'ssh-keygen' },
  slappasswd: { apt: 'slapd', command: 'slappasswd' },
  skopeo: { apt: 'skopeo', command: 'skopeo' },
  sshd: { apt: 'openssh-server', command: 'sshd' },
  strace: { apt: 'strace', command: 'strace' },
  tar: { apt: 'tar', command: 'tar' },
  time: { apt: 'time', command: 'time' },
  umoci: { apt: 'umoci', command: 'umoci' },
  vncpasswd: { apt: 'tigervnc-tools', command: 'tigervncpasswd' },
  'wasm-ld-14': { apt: 'lld-14', command: 'wasm-ld-14' },
  zstd: { apt: 'zstd', command: 'zstd' },
  checkov: { pip: 'checkov', version: '3.3.30', command: 'checkov' },
  flask: { pip: 'flask', version: '3.1.3', command: 'flask' },
  crane: { go: 'github.com/google/go-containerregistry/cmd/crane', version: 'v0.22.1', command: 'crane' },
  gitleaks: { go: 'github.com/zricethezav/gitleaks/v8', version: 'v8.30.1', command: 'gitleaks' },
  grype: { go: 'github.com/anchore/grype/cmd/grype', version: 'v0.121.3', command: 'grype' },
  helm: { go: 'helm.sh/helm/v3/cmd/helm', version: 'v3.22.0', command: 'helm' },
  oras: { go: 'oras.land/oras/cmd/oras', version: 'v1.3.6', command: 'oras' },
  registry: { go: 'github.com/distribution/distribution/v3/cmd/registry', version: 'v3.1.2', command: 'registry' },
  syft: { go: 'github.com/anchore/syft/cmd/syft', version: 'v1.57.0', command: 'syft' },
} as const

/** The name of a tool. */
export type ToolName = keyof typeof TOOLS
