import { debianImage } from './debian-image.ts'
import { containerd2Folder } from './dockerd29.ts'
import { requireKubeApiserver } from './kube-apiserver-build.ts'
import { requireTool, requireTools } from './require-tool.ts'
import { TOOLS } from './tools.ts'
import type { ToolName } from './tools.ts'

/**
 * Installs everything that tests ask for, so that no test waits for it: seconds where it is there already, half an hour on a new
 * machine with two processors. What cannot be had is told to `say`, and fails the tests that want it.
 */
export async function installAll(say: (text: string) => void): Promise<void> {
  const install = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const started = Date.now()
    const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(0)} s`
    try {
      await work()
      if (Date.now() - started > 5000) say(`  ${name} (${seconds()})`)
    } catch (error) {
      say(`  ${name} CANNOT BE HAD (${seconds()}): ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const names = Object.keys(TOOLS) as ToolName[]
  const built = names.filter((name) => 'go' in TOOLS[name])
  await install('packages of Debian and of Python', () => requireTools(names.filter((name) => !built.includes(name))))
  // One is mostly download, the others are mostly compilers.
  const image = install('a Debian image', debianImage)
  for (const name of built) await install(name, () => requireTool(name))
  await install('dockerd 29', containerd2Folder)
  await install('kube-apiserver', requireKubeApiserver)
  await image
}
