import { makeFolder } from '@veinmind/internal'
import { runProgram } from '@veinmind/internal/programs'

/** What JavaScript that was installed may do: read its own folder and use its private one, and what it was granted. */
export interface Sandbox {
  /** The folder that it was installed into, as an absolute path without links. */
  readonly folder: string
  readonly network: boolean
  /** Native code, which nothing confines: by it the plugin may do whatever its user may. */
  readonly addons: boolean
}

/** How a program is started: `[...wrapper, ...command]`, with what bounds its memory in between. */
export interface Launch {
  readonly command: readonly [string, ...string[]]
  readonly wrapper: readonly string[]
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** Folders of a program that is run. */
export interface LaunchFolders {
  /** The private one of the run. */
  readonly cwd: string
  /** One that it may read. */
  readonly files?: string | undefined
  /** Its own folder of the user's data, where it needs one. It may write there, and what it writes stays. */
  readonly data?: string | undefined
}

/** The variable that names a plugin its folder of the user's data. */
const DATA_VARIABLE = 'VEINMIND_DATA_DIR'

/** A program by itself, or (JavaScript) below this Node with its permission model. */
export async function launchOf(
  executable: string,
  sandbox: Sandbox | undefined,
  { cwd, files, data }: LaunchFolders,
): Promise<Launch> {
  if (data !== undefined) await makeFolder(data, 0o700)
  const env = data === undefined ? {} : { env: { [DATA_VARIABLE]: data } }
  if (!sandbox) return { command: [executable], wrapper: [], ...env }
  const permissions = [
    '--permission',
    `--allow-fs-read=${sandbox.folder}`,
    `--allow-fs-read=${cwd}`,
    ...(files === undefined ? [] : [`--allow-fs-read=${files}`]),
    `--allow-fs-write=${cwd}`,
    ...(data === undefined ? [] : [`--allow-fs-read=${data}`, `--allow-fs-write=${data}`]),
  ]
  const network = sandbox.network && nodeGuardsNetwork() ? ['--allow-net'] : []
  const addons = sandbox.addons ? ['--allow-addons'] : []
  return {
    command: [process.execPath, ...permissions, ...network, ...addons, executable],
    wrapper: sandbox.network || nodeGuardsNetwork() ? [] : await withoutNetwork(),
    ...env,
  }
}

/** Whether the network can be kept from a sandboxed plugin here. */
export async function canDenyNetwork(): Promise<boolean> {
  return nodeGuardsNetwork() || (await withoutNetwork()).length > 0
}

/** From Node 25 on, the permission model denies the network by itself. */
const nodeGuardsNetwork = (): boolean => process.allowedNodeEnvironmentFlags.has('--allow-net')

let unshare: Promise<readonly string[]> | undefined

/** On Linux, the command that runs another in a network of its own, which has no way out; nothing where that is not allowed. */
function withoutNetwork(): Promise<readonly string[]> {
  return (unshare ??= findUnshare())
}

async function findUnshare(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return []
  const isRoot = process.getuid?.() === 0
  const args = [...(isRoot ? [] : ['--user', '--map-current-user']), '--net', '--']
  const { code } = await runProgram('unshare', [...args, 'true'], { timeout: 5000 })
  return code === 0 ? ['unshare', ...args] : []
}
