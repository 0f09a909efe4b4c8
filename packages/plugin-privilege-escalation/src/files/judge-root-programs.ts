import { parentPath } from '@veinmind/sdk'
import type { Container, Entry, Found, Image, Location, ScanContext } from '@veinmind/sdk'
import type { Surroundings } from '../context.ts'
import { judgeWritable } from './judge-writable.ts'
import type { Verdict } from './judge-setuid.ts'
import type { RootJob } from './root-jobs.ts'
import { rootPathOf } from './root-paths.ts'
import type { RootPath } from './root-paths.ts'
import { writersIn } from './writable-files.ts'

/** A file or folder that others may write, with what makes root use it. */
export interface UsedByRoot {
  readonly path: string
  readonly at: Location
  readonly verdict: Verdict
}

/** Paths that are looked at: the programs of jobs, the folders of `PATH`, what the container starts with. */
const MOST_PATHS = 2_000

/** Programs that root runs, through jobs, the search path or the start of the image, and that others may write. */
export async function judgeRootPrograms(
  entity: Image | Container,
  jobs: readonly Found<readonly RootJob[]>[],
  { here, ctx }: { readonly here: Surroundings; readonly ctx: ScanContext },
): Promise<readonly UsedByRoot[]> {
  const wanted: { readonly path: string; readonly place: RootPath; readonly by?: Location }[] = []
  for (const { record, location } of jobs)
    for (const { line, program } of record)
      wanted.push({
        path: program,
        place: { rule: 'PRIV-035', what: `${location.path ?? ''} has root run it` },
        by: { ...location, line },
      })
  if (here.isRootByDefault) for (const path of startOf(entity)) wanted.push({ path, place: STARTED })
  for (const path of searchPath(entity)) wanted.push({ path, place: SEARCHED })
  const found: UsedByRoot[] = []
  const seen = new Set<string>()
  if (wanted.length > MOST_PATHS) ctx.incomplete(`only ${MOST_PATHS} programs of jobs of root were looked at`)
  for (const { path, place, by } of wanted.slice(0, MOST_PATHS)) {
    ctx.signal.throwIfAborted()
    for (const each of place === SEARCHED ? [path] : [path, parentPath(path)]) {
      // Paths with a rule of their own are reported by that rule.
      if (seen.has(each) || rootPathOf(each) !== undefined) continue
      seen.add(each)
      const entry = await entryAt(each, ctx)
      // The folder is only the working directory of the command: nothing in it is run.
      if (entry?.type === 'directory' && each === path && place !== SEARCHED) break
      const writers = entry === undefined ? undefined : writersIn(entry)
      const verdict = writers === undefined ? undefined : judgeWritable(each, writers, here, place)
      if (verdict !== undefined) found.push({ path: each, at: by ?? { path: each }, verdict })
    }
  }
  return found
}

const STARTED: RootPath = { rule: 'PRIV-035', what: 'root starts it with the container' }
const SEARCHED: RootPath = { rule: 'PRIV-033', what: 'root finds programs there' }

async function entryAt(path: string, { files }: ScanContext): Promise<Entry | undefined> {
  try {
    return await files.stat(path)
  } catch {
    return undefined
  }
}

function startOf(entity: Image | Container): readonly string[] {
  const words = entity.kind === 'image' ? [...entity.config.entrypoint, ...entity.config.cmd] : entity.args
  return words.slice(0, 3).filter((word) => /^\/[^\s]+$/.test(word) && word.length < 4096)
}

/** The folders of `PATH`. */
function searchPath(entity: Image | Container): readonly string[] {
  const env = entity.kind === 'image' ? entity.config.env : entity.env
  const value = env.find((one) => one.startsWith('PATH='))?.slice('PATH='.length) ?? ''
  return value.split(':', 100).filter((path) => path.startsWith('/'))
}
