import type { SeenDraft } from './cataloger.ts'

/** Drafts by the purl of their package. */
type ByPurl = Map<string, SeenDraft[]>

/**
 * What only bills of materials name is a package that was seen, where type, name and version are the same and nothing that both say of it
 * (processor, distribution, …) differs: documents leave qualifiers out, and their writers have qualifiers of their own.
 */
export function joinListed(byPurl: ByPurl): void {
  const seen = new Map<string, string[]>()
  const listed: string[] = []
  for (const [purl, drafts] of byPurl) {
    if (drafts.every(isListed)) listed.push(purl)
    else for (const { draft } of drafts.slice(0, 1)) seen.set(keyOf(draft), [...(seen.get(keyOf(draft)) ?? []), purl])
  }
  for (const purl of listed) {
    const drafts = byPurl.get(purl) ?? []
    const [first] = drafts
    const target = first && seen.get(keyOf(first.draft))?.find((other) => agree(first, byPurl.get(other)?.[0]))
    if (target === undefined) continue
    byPurl.get(target)?.push(...drafts)
    byPurl.delete(purl)
  }
}

/** Whether a bill of materials says so, and nothing that was seen. */
export const isListed = ({ cataloger }: SeenDraft): boolean => cataloger === 'sbom'

/** As a purl has them, without qualifiers and without the epoch of an rpm. */
function keyOf({ type, name, purlName, version, purlVersion }: SeenDraft['draft']): string {
  return `${type}\0${(purlName ?? name).toLowerCase()}\0${purlVersion ?? version}`
}

function agree(one: SeenDraft, other: SeenDraft | undefined): boolean {
  const theirs = other?.draft.qualifiers ?? {}
  return Object.entries(one.draft.qualifiers ?? {}).every(
    ([key, value]) => theirs[key] === undefined || value === undefined || theirs[key] === value,
  )
}
