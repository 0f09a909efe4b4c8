import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { removeTemporary, run, startVerdaccio, temporaryFolder } from '@veinmind/services'
import type { CommandOptions, CommandResult, Verdaccio } from '@veinmind/services'
import { buildImage, dockerArchive, layer, remove, startRegistry } from '@veinmind/testing'
import type { FakeRegistry } from '@veinmind/testing'
import { commitAll, copyRepository } from '../src/copy-repository.ts'
import { pnpm } from '../src/pnpm.ts'

/** What all uses of the published packages have in common. */
export interface Setting extends AsyncDisposable {
  readonly npm: Verdaccio
  /** A registry that has `app:1.0` and `team/app:v1`: an image with a weak password of root, and a file that everybody may write. */
  readonly registry: FakeRegistry
  /** The same image as `docker save` writes it. */
  readonly archive: string
  /** A copy of this repository, which was released from. */
  readonly copy: string
  /** What `changeset publish` said. */
  readonly published: string
  /** A new folder with these files in it. */
  readonly folder: (name: string, files?: Readonly<Record<string, string>>) => string
  /** The environment of somebody whose home was empty, and who has npm's registry from there. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Runs a command as that user. */
  readonly asUser: (
    command: string,
    args: readonly string[],
    options: CommandOptions & { readonly cwd: string },
  ) => Promise<CommandResult>
}

/** Publishes every package to a registry of npm, for a user who never had one of them. */
export async function startSetting(): Promise<Setting> {
  const npm = await startVerdaccio()
  const top = temporaryFolder('user')
  const registry = await startRegistry()
  const stop = async (): Promise<void> => {
    await registry.close()
    await npm.stop()
    removeTemporary(top)
  }
  const folder: Setting['folder'] = (name, files = {}) => {
    // A test that is tried again finds its own.
    mkdirSync(join(top, name), { recursive: true })
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(top, name, path)), { recursive: true })
      writeFileSync(join(top, name, path), text)
    }
    return join(top, name)
  }
  const home = folder('home')
  const environment = {
    HOME: home,
    XDG_CACHE_HOME: undefined,
    XDG_DATA_HOME: undefined,
    XDG_CONFIG_HOME: undefined,
    PNPM_HOME: undefined,
    CI: 'true',
    // Under `npx pnpm` npm names its own cache, which may have packages of an earlier run.
    npm_config_cache: join(home, '.npm'),
    npm_config_registry: npm.url,
    pnpm_config_registry: npm.url,
  }
  try {
    const image = buildImage(
      layer({ 'etc/shadow': 'root:$1$veinmind$yJKCd9nQeuNBU7mVs935V/:19700:0:99999:7:::\n' }),
      layer({ 'srv/.env': 'GREETING=hello\n', 'srv/shared': { content: 'x', mode: 0o666 } }),
      layer(remove('srv/.env')),
      { references: ['app:1.0'] },
    )
    registry.push('app', '1.0', image)
    registry.push('team/app', 'v1', image)
    const archive = join(top, 'app.tar')
    writeFileSync(archive, dockerArchive(image))
    const copy = join(top, 'repository')
    const published = await publishAll(copy, npm)
    return {
      npm,
      registry,
      archive,
      copy,
      published,
      folder,
      environment,
      asUser: (command, args, options) => {
        const call = { ...options, env: { ...environment, ...options.env } }
        return command === 'pnpm' ? pnpm(args, call) : run(command, args, call)
      },
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Versions, builds and publishes every package from a copy, as a release does; gives what `changeset publish` said. */
async function publishAll(copy: string, npm: Verdaccio): Promise<string> {
  await copyRepository(copy)
  await pnpm(['install', '--prefer-offline', '--frozen-lockfile'], { cwd: copy })
  await pnpm(['run', 'version'], { cwd: copy })
  await commitAll(copy, 'Versions')
  writeFileSync(join(copy, '.npmrc'), npm.npmrc)
  const { stdout } = await pnpm(['run', 'release'], { cwd: copy })
  return stdout
}
