import { hash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { removeTemporary, temporaryFolder } from '@veinmind/services'
import { measure } from './measure.ts'
import { figure } from './result.ts'
import type { Result } from './result.ts'

const BIN = join(import.meta.dirname, '../../apps/runner/src/bin.ts')
const SCRIPT = join(import.meta.dirname, '../../packages/report/test/many-findings.ts')

/** 300,000 findings of 50,000 images, each with a secret of its own, written as JSON and HTML. */
export async function benchManyFindings(): Promise<Result[]> {
  const folder = temporaryFolder('bench-many')
  try {
    const { mebibytes } = await measure({ command: process.execPath, args: [SCRIPT, '300000', 'json,html', folder] })
    return [
      figure('memory of a report of 300,000 findings, as JSON and HTML', mebibytes, { most: 350, unit: 'MiB' }),
      ...(await oneImage(folder)),
    ]
  } finally {
    removeTemporary(folder)
  }
}

/** One image with 48,000 of them, from its archive to both reports: when it is read, and when it is known. */
async function oneImage(folder: string): Promise<Result[]> {
  const archive = join(folder, 'image.tar')
  const files = Array.from({ length: 4_800 }, (_, file) => [
    `srv/app/module-${file % 50}/settings-${file}.txt`,
    Array.from({ length: 10 }, (_line, line) => `aws_access_key_id = ${keyOf(file * 10 + line)}\n`).join(''),
  ])
  writeFileSync(archive, dockerArchive(buildImage(layer(Object.fromEntries(files)))))
  const cache = ['--cache-dir', join(folder, 'cache')]
  const args = [
    BIN,
    'scan',
    'image',
    archive,
    '--plugins',
    'sensitive',
    '-f',
    'json,html',
    '-o',
    `${folder}/`,
    ...cache,
  ]
  const results: Result[] = []
  for (const state of ['read', 'known']) {
    const { mebibytes } = await measure({ command: process.execPath, args })
    const what = `memory of a scan of one image with 48,000 findings that is ${state}, as JSON and HTML`
    results.push(figure(what, mebibytes, { most: 350, unit: 'MiB' }))
  }
  return results
}

/** A key as AWS has them, of letters and the digits 2 to 7. */
function keyOf(number: number): string {
  const text = hash('sha1', String(number), 'hex').slice(0, 16).toUpperCase()
  return `AKIA${text.replaceAll(/[0189]/g, (digit) => 'QRST'.charAt(Number(digit) % 4))}`
}
