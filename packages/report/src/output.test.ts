import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleReport } from '../test/sample.ts'
import { FORMATS, parseFormats, render } from './index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-report-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function write(formats: string, output?: string) {
  let stdout = ''
  const result = await render(sampleReport(), parseFormats(formats), {
    language: 'en', verbose: false, color: false, width: 80, cwd: folder,
    stdout: { write: (text: string) => (stdout += text) },
    ...(output === undefined ? {} : { output }),
  })
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return { ...result, stdout, files: files.map((file) => join(file.parentPath, file.name).slice(folder.length + 1)).sort() }
}

describe('-o', () => {
  it('without it: cli to stdout, the others to the current folder, and says so', async () => {
    const { stdout, files, written } = await write('cli,json,html,events')
    expect(files).toEqual(['events.json', 'report.html', 'report.json'])
    expect(written.map(({ path }) => path)).toEqual(['report.json', 'report.html', 'events.json'].map((name) => join(folder, name)))
    expect(stdout).toContain('Weak password')
  })

  it('a folder that is not there yet', async () => {
    const { stdout, files } = await write('cli,json,html', 'a/b')
    expect(files).toEqual(['a/b/report.html', 'a/b/report.json'])
    expect(stdout).toContain('Weak password')
  })

  it('a file when one format is asked for, made with its folders', async () => {
    expect((await write('json', 'a/mine.json')).files).toEqual(['a/mine.json'])
    expect((await write('cli', 'a/table.txt')).files).toEqual(['a/mine.json', 'a/table.txt'])
  })

  it('a folder when one format is asked for and it is there, or the text says so', async () => {
    await mkdir(join(folder, 'there'))
    expect((await write('json', 'there')).files).toEqual(['there/report.json'])
    expect((await write('events', 'new/')).files).toEqual(['new/events.json', 'there/report.json'])
  })

  it('refuses a text that names formats in a part of it only', async () => {
    await expect(write('json,html', 'out.json,html=out.html')).rejects.toMatchObject({ code: 'REPORT_OUTPUT_INVALID' })
    expect((await write('json', 'a,b=c.json')).files).toEqual(['a,b=c.json'])
  })

  it('a file for each format', async () => {
    const { files, stdout } = await write('cli,json,html', 'json=x/r.json,html=h.html')
    expect(files).toEqual(['h.html', 'x/r.json'])
    expect(stdout).toContain('Weak password')
    await expect(write('json', 'html=x')).rejects.toMatchObject({ code: 'REPORT_OUTPUT_INVALID' })
    await expect(write('json', 'json=')).rejects.toMatchObject({ code: 'REPORT_OUTPUT_INVALID' })
  })

  it('- is stdout', async () => {
    const { files, stdout } = await write('json', '-')
    expect(files).toEqual([])
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: '1.0' })
  })
})

describe('a file', () => {
  it('replaces a planted link and leaves what the link points at', async () => {
    await writeFile(join(folder, 'victim'), 'precious')
    await symlink(join(folder, 'victim'), join(folder, 'report.json'))
    const { files } = await write('json')
    expect(files).toEqual(['report.json', 'victim'])
    expect(await readFile(join(folder, 'victim'), 'utf8')).toBe('precious')
    expect(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))).toBeTruthy()
  })

  it('that cannot be written is an error, the others are written, nothing is left behind', async () => {
    await mkdir(join(folder, 'report.json'))
    const { errors, files } = await write('json,html')
    expect(errors).toMatchObject([{ code: 'REPORT_WRITE_FAILED', message: expect.stringContaining('report.json') }])
    expect(files).toEqual(['report.html'])
  })

  it('is the same for the same report', async () => {
    await write('json,html,events', 'one/')
    await write('json,html,events', 'two/')
    for (const name of ['report.json', 'report.html', 'events.json']) {
      expect(await readFile(join(folder, 'one', name))).toEqual(await readFile(join(folder, 'two', name)))
    }
  })
})

describe('formats', () => {
  it('are split, trimmed and taken once', () => {
    expect(parseFormats(' JSON,cli,json ')).toEqual(['json', 'cli'])
    expect(FORMATS).toEqual(['cli', 'json', 'html', 'events'])
  })

  it.each([['jsn', /did you mean json\?/], ['htlm', /did you mean html\?/], ['pdf', /the formats are cli, json/], ['', /the formats are/], ['__proto__', /the formats are/]])(
    '%s is an error with a hint', (text, hint) => {
      expect(() => parseFormats(text)).toThrow(expect.objectContaining({ code: 'REPORT_FORMAT_UNKNOWN', hint: expect.stringMatching(hint) }))
    },
  )
})
