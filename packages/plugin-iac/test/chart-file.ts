import type { IacFile } from '@veinmind/sdk'

/** The `Chart.yaml` of a chart whose files are `files`, by their path from the top of a repository. */
export function chartFile(folder: string, files: Readonly<Record<string, string>>): IacFile {
  const all = new Map<string, IacFile>()
  for (const [path, text] of Object.entries(files)) {
    all.set(path, {
      kind: 'iac',
      id: path,
      name: path,
      path,
      bytes: Buffer.from(text),
      sibling: (other) => Promise.resolve(all.get(other)),
      async *below(inside) {
        for (const [other, file] of all) if (inside === '' || other.startsWith(`${inside}/`)) yield file
      },
    })
  }
  const chart = all.get(`${folder}/Chart.yaml`)
  if (!chart) throw new Error(`${folder} has no Chart.yaml`)
  return chart
}
