import type { Process } from '@veinmind/sdk'
import type { EngineClient } from '../engine/client.ts'
import { asList, asObject, asTexts } from '../json.ts'

const COLUMNS = encodeURIComponent('-eo pid,ppid,uid,gid,comm,args')

/** The processes as the engine's `top` tells them: no environment, arguments split at spaces, pids of the host. */
export async function readTop(client: EngineClient, id: string, signal: AbortSignal): Promise<readonly Process[]> {
  const path = `/containers/${id}/top`
  const top = asObject(await client.get(`${path}?ps_args=${COLUMNS}`, signal).catch(() => client.get(path, signal)))
  const titles = asTexts(top['Titles'])
  const column = (...names: readonly string[]): number => titles.findIndex((title) => names.includes(title))
  const at = { pid: column('PID'), parent: column('PPID'), uid: column('UID'), gid: column('GID'), name: column('COMMAND', 'CMD') }
  return asList(top['Processes']).map(asTexts).map((row): Process => {
    const args = (row.at(-1) ?? '').split(' ').filter(Boolean)
    const number = (index: number): number | undefined => (/^\d+$/.test(row[index] ?? '') ? Number(row[index]) : undefined)
    const [pid = 0, parent, uid, gid] = [at.pid, at.parent, at.uid, at.gid].map(number)
    return {
      pid,
      hostPid: pid,
      ...(parent === undefined ? {} : { parent }),
      name: at.name === titles.length - 1 ? (args[0] ?? '') : (row[at.name] ?? ''),
      args,
      ...(uid === undefined ? {} : { uids: [uid] }),
      ...(gid === undefined ? {} : { gids: [gid] }),
    }
  })
}
