import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command, Entity, Plugin, ScanContext } from '@veinmind/sdk'
import { mib, usageError } from '@veinmind/sdk'
import { makeTemporaryFolder } from '@veinmind/sdk/temporary'
import type { ExternalCommand, ExternalManifest } from './manifest.ts'
import { resolveExecutable } from './process.ts'
import { readInfo } from './read-info.ts'
import { runCommand } from './run-command.ts'
import { launchOf } from './sandbox.ts'
import type { Sandbox } from './sandbox.ts'
import type { DetectSecrets } from './shown-secrets.ts'

/** How an external plugin is run. */
export interface ExternalOptions {
  readonly signal?: AbortSignal
  /** Resident memory of the plugin in bytes; by default 1 GiB. */
  readonly maxMemory?: number
  /** Flags of its own, by the name that its manifest gives and the command that is run. */
  readonly flags?: (plugin: string, command: readonly string[]) => readonly string[]
  /** The executable is JavaScript, to be run below Node's permission model. */
  readonly sandbox?: Sandbox
  /** Finds secrets in what the plugin reports and says, to be masked there whether the plugin names them or not. */
  readonly detect?: DetectSecrets
}

/**
 * The executable at `path` as a plugin: asked for its manifest by `info`, run once an entity, served over pipes. How it
 * ends is the plugin's outcome. Only what a user names is ever run.
 */
export async function openExternalPlugin(path: string, options: ExternalOptions = {}): Promise<Plugin> {
  const executable = await resolveExecutable(path)
  const manifest = await readInfo(executable, options.sandbox, options.signal)
  if (manifest.commands.length === 0) {
    throw usageError('HOST_MANIFEST_INVALID', `${executable} info: it names no command that scans`)
  }
  return {
    name: manifest.name,
    title: manifest.description || basename(executable),
    description: manifest.description,
    version: manifest.version || '0.0.0',
    ...(manifest.docs === undefined ? {} : { docs: manifest.docs }),
    needs: manifest.needs,
    options: {},
    inspectors: [],
    commands: manifest.commands.map((command) => toCommand({ executable, manifest, command, options })),
  }
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
          launch: await launchOf(executable, options.sandbox, cwd),
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
