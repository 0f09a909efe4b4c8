import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command, Entity, Plugin, ScanContext } from '@veinmind/sdk'
import { mib, usageError } from '@veinmind/sdk'
import { makeTemporaryFolder } from '@veinmind/internal/temporary'
import { parseManifest } from './manifest.ts'
import type { ExternalCommand, ExternalManifest } from './manifest.ts'
import { resolveExecutable } from './process.ts'
import { readInfo } from './read-info.ts'
import { runCommand } from './run-command.ts'
import { dataOf } from './data-folder.ts'
import { launchOf } from './sandbox.ts'
import { digestFiles, digestSources, stampFiles } from './work/digest-files.ts'
import { openWorker } from './work/open-worker.ts'
import type { ExternalOptions, KnownPlugin } from './external-options.ts'

/**
 * The executable at `path` as a plugin: asked for its manifest by `info`, run once an entity, served over pipes. How it
 * ends is the plugin's outcome. Only what a user names is ever run.
 */
export async function openExternalPlugin(path: string, options: ExternalOptions = {}): Promise<Plugin> {
  return (await openAndDescribe(path, options)).plugin
}

/** As `openExternalPlugin`, with what is recorded of an installed plugin, so that it need not be asked again. */
export async function openAndDescribe(
  path: string,
  options: ExternalOptions = {},
): Promise<{ readonly plugin: Plugin; readonly known: KnownPlugin }> {
  const { known, sandbox, signal } = options
  const executable = await resolveExecutable(path)
  const stamp = sandbox ? stampFiles(sandbox.folder) : undefined
  const isSame = stamp !== undefined && known?.stamp === stamp
  const files = isSame ? known.files : await digestFiles(executable, sandbox?.folder)
  const manifest =
    known?.files === files ? parseManifest(executable, known.manifest) : await readInfo(executable, { sandbox, signal })
  if (manifest.commands.length === 0) {
    throw usageError('HOST_MANIFEST_INVALID', `${executable} info: it names no command that scans`)
  }
  const plugin = {
    name: manifest.name,
    title: manifest.description || basename(executable),
    description: manifest.description,
    version: manifest.version || '0.0.0',
    ...(manifest.docs === undefined ? {} : { docs: manifest.docs }),
    needs: manifest.needs,
    options: {},
    ...(manifest.serves
      ? await openServing({ executable, manifest, files }, options)
      : {
          inspectors: [],
          commands: manifest.commands.map((command) => toCommand({ executable, manifest, command, options })),
        }),
  }
  return { plugin, known: { manifest: manifest.text, files, ...(stamp === undefined ? {} : { stamp }) } }
}

interface Found {
  readonly executable: string
  readonly manifest: ExternalManifest
  readonly files: string
}

/** A plugin whose processes serve a whole run. With flags of the user `info` is asked again, since they may change what it inspects. */
async function openServing(
  { executable, manifest, files }: Found,
  options: ExternalOptions,
): Promise<ReturnType<typeof openWorker>> {
  const { sandbox, signal } = options
  const path = manifest.commands[0]?.path ?? []
  const flags = options.flags?.(manifest.name, path) ?? []
  const asked = flags.length === 0 ? manifest : await readInfo(executable, { sandbox, signal, flags })
  const { version, data } = asked
  const digest = await digestSources({ executable, files, version, data, flags })
  const known = asked.facts.length === 0 ? {} : ((await options.loadFacts?.()) ?? {})
  const facts = Object.fromEntries(Object.entries(known).filter(([name]) => asked.facts.includes(name)))
  return openWorker({ executable, manifest: asked, digest, flags, facts }, options)
}

interface Parts {
  readonly executable: string
  readonly manifest: ExternalManifest
  readonly command: ExternalCommand
  readonly options: ExternalOptions
}

function toCommand({ executable, manifest, command, options }: Parts): Command {
  const scan = async (entity: Entity, context: ScanContext): Promise<void> => {
    const cwd = await makeTemporaryFolder('plugin')
    try {
      await runCommand(
        {
          launch: await launchOf(executable, options.sandbox, { cwd, data: dataOf(manifest, options) }),
          manifest,
          path: command.path,
          flags: options.flags?.(manifest.name, command.path) ?? [],
        },
        {
          entity,
          context,
          ...(options.detect ? { detect: options.detect } : {}),
          limits: { cwd, maxMemory: options.maxMemory ?? mib(1024), signal: context.signal },
        },
      )
    } finally {
      await rm(cwd, { recursive: true, force: true })
    }
  }
  return { kind: command.kind, path: command.path, scan }
}
