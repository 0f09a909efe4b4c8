import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { run } from './command.ts'
import { withLock } from './lock.ts'
import { withRetries } from './retries.ts'

const VERSION = 'v1.36.3'
const STAGING_VERSION = VERSION.replace('v1', 'v0')

/**
 * Path of a kube-apiserver: that of `KUBEBUILDER_ASSETS` where it is set, else built from the Go modules (about four minutes
 * once, then kept). `go install` refuses it, since its go.mod replaces its staging modules by folders.
 */
export async function requireKubeApiserver(): Promise<string> {
  const assets = process.env['KUBEBUILDER_ASSETS']
  if (assets) return join(assets, 'kube-apiserver')
  const folder = join(cacheFolder(), `kube-apiserver-${VERSION}`)
  const path = join(folder, 'kube-apiserver')
  await withLock('go', async () => {
    const isThere = await access(path).then(
      () => true,
      () => false,
    )
    if (!isThere) await withRetries(() => build(folder))
  })
  return path
}

async function build(folder: string): Promise<void> {
  const work = `${folder}.partial`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const env = { CGO_ENABLED: '0', GOFLAGS: '-mod=mod' }
  const { stdout } = await run('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${VERSION}`], {
    cwd: work,
    env: { GOFLAGS: '' },
  })
  const { GoMod } = JSON.parse(stdout) as { GoMod: string }
  writeFileSync(join(work, 'go.mod'), goMod(readFileSync(GoMod, 'utf8')))
  writeFileSync(
    join(work, 'tools.go'),
    '//go:build tools\n\npackage tools\n\nimport _ "k8s.io/kubernetes/cmd/kube-apiserver"\n',
  )
  const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${VERSION}`
  await run('go', ['build', '-ldflags', flags, '-o', 'kube-apiserver', 'k8s.io/kubernetes/cmd/kube-apiserver'], {
    cwd: work,
    env,
  })
  renameSync(work, folder)
}

/** A module that requires Kubernetes, each of its staging modules by the release of the same day. */
function goMod(kubernetes: string): string {
  const staging = [...kubernetes.matchAll(/^\t?(?:replace )?(k8s\.io\/[\w.-]+) => \.\/staging\//gm)].map(
    ([, module]) => module,
  )
  const goVersion = /^go (\S+)$/m.exec(kubernetes)?.[1] ?? '1.26.0'
  const replaces = staging.map((module) => `replace ${module} => ${module} ${STAGING_VERSION}\n`)
  return `module veinmind.test/kube-apiserver\n\ngo ${goVersion}\n\nrequire k8s.io/kubernetes ${VERSION}\n\n${replaces.join('')}`
}
