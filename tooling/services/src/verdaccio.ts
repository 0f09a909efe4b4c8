import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from './command.ts'
import { freePort } from './ports.ts'
import { startService } from './service.ts'
import type { Service } from './service.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'

/** An npm registry that runs. */
export interface Verdaccio extends Service {
  /** `http://127.0.0.1:1234/`. */
  readonly url: string
  /** An `.npmrc` that makes it the registry, with a token that it accepts. */
  readonly npmrc: string
}

/**
 * Starts verdaccio on a free port of loopback with an empty store. It knows only `@veinmind` packages that are published
 * to it; other packages come from the machine's own registry.
 */
export async function startVerdaccio(): Promise<Verdaccio> {
  const folder = temporaryFolder('verdaccio')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const uplink = await machineRegistry()
  mkdirSync(join(folder, 'store'))
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(configuration(join(folder, 'store'), uplink), null, 2))
  const service = await startService(
    process.execPath,
    [verdaccioBin(), '--config', join(folder, 'config.yaml'), '--listen', url],
    {
      cwd: folder,
      ready: async () => (await fetch(`${url}-/ping`)).ok,
      onStop: () => removeTemporary(folder),
    },
  )
  const npmrc = `registry=${url}\n@veinmind:registry=${url}\n//127.0.0.1:${port}/:_authToken=anonymous\n`
  return { ...service, url, npmrc }
}

function configuration(store: string, uplink: string): object {
  const everybody = { access: '$all', publish: '$all', unpublish: '$all' }
  return {
    storage: store,
    max_body_size: '100mb',
    uplinks: { machine: { url: uplink, maxage: '60m', timeout: '60s', max_fails: 10 } },
    packages: { '@veinmind/*': everybody, '**': { ...everybody, proxy: 'machine' } },
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
    web: { enable: false },
  }
}

function verdaccioBin(): string {
  const require = createRequire(import.meta.url)
  return join(dirname(require.resolve('verdaccio/package.json')), 'bin', 'verdaccio')
}

async function machineRegistry(): Promise<string> {
  const { stdout } = await run('npm', ['config', 'get', 'registry'], { cwd: tmpdir() })
  return stdout.trim()
}
