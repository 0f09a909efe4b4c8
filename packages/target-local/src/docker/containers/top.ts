import { asObject } from '@veinmind/internal'
import type { Json, Process } from '@veinmind/sdk'
import type { EngineClient } from '../client/api.ts'
import { asList, asTexts } from '../../shared/json.ts'

const COLUMNS = encodeURIComponent('-eo pid,ppid,uid,gid,comm,args')
/** Words of podman's own. With any other it starts `ps` in the container, which would be changed by that. */
const PODMAN = 'hpid,pid,ppid,comm,args'

/** The processes as the engine's `top` tells them: no environment, arguments split at spaces; docker tells pids of the host alone. */
export async function readTop(client: EngineClient, id: string, signal: AbortSignal): Promise<readonly Process[]> {
  const path = `/containers/${id}/top`
  const ask = async (): Promise<Json> => {
    if (client.kind === 'podman') return client.get(`${path}?ps_args=${PODMAN}`, signal)
    return client.get(`${path}?ps_args=${COLUMNS}`, signal).catch(() => client.get(path, signal))
  }
  const top = asObject(await ask())
  const titles = asTexts(top['Titles'])
  const column = (...names: readonly string[]): number => titles.findIndex((title) => names.includes(title))
  const at = {
    pid: column('PID'),
    host: column('HPID'),
    parent: column('PPID'),
    uid: column('UID'),
    gid: column('GID'),
    name: column('COMMAND', 'CMD'),
  }
  return asList(top['Processes'])
    .map(asTexts)
    .map((row): Process => {
      const args = (row.at(-1) ?? '').split(' ').filter(Boolean)
      const number = (index: number): number | undefined =>
        /^\d+$/.test(row[index] ?? '') ? Number(row[index]) : undefined
      const [pid = 0, hostPid = pid, parent, uid, gid] = [at.pid, at.host, at.parent, at.uid, at.gid].map(number)
      return {
        pid,
        hostPid,
        ...(parent === undefined ? {} : { parent }),
        name: at.name === titles.length - 1 ? (args[0] ?? '') : (row[at.name] ?? ''),
        args,
        ...(uid === undefined ? {} : { uids: [uid] }),
        ...(gid === undefined ? {} : { gids: [gid] }),
      }
    })
}
