import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleReport } from '../../test/sample.ts'
import { parseFormats, planOutput, render } from '../index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-report-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function write(formats: string, output?: string) {
  let stdout = ''
  const plan = await planOutput({ formats: parseFormats(formats), output, cwd: folder })
  const result = await render(sampleReport(), plan, {
    language: 'en',
    verbose: false,
    color: false,
    width: 80,
    stdout: { write: (text: string) => (stdout += text) },
  })
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return {
    ...result,
    stdout,
    files: files.map((file) => join(file.parentPath, file.name).slice(folder.length + 1)).sort(),
  }
}

describe('-o', () => {
  it('without it: cli to stdout, the others to the current folder, and says so', async () => {
    const { stdout, files, written } = await write('cli,json,html,events')
    expect(files).toEqual(['events.json', 'report.html', 'report.json'])
    expect(written.map(({ path }) => path)).toEqual(
      ['report.json', 'report.html', 'events.json'].map((name) => join(folder, name)),
    )
    expect(stdout).toContain('Weak password')
  })

  it('an empty text is wrong usage', async () => {
    for (const format of ['cli', 'json', 'json,html'])
      await expect(write(format, '')).rejects.toMatchObject({ code: 'REPORT_OUTPUT_INVALID', isUsage: true })
  })

  it('a folder that is not there yet', async () => {
    const { stdout, files } = await write('cli,json,html', 'a/b')
    expect(files).toEqual(['a/b/report.html', 'a/b/report.json'])
    expect(stdout).toContain('Weak password')
  })

  it('without it: one text format alone to stdout, a page to the current folder', async () => {
    for (const format of ['json', 'events']) {
      const { stdout, files } = await write(format)
      expect(JSON.parse(stdout)).toBeTruthy()
      expect(files).toEqual([])
    }
    expect((await write('html')).files).toEqual(['report.html'])
  })

  it('the same folder for one format as for two', async () => {
    await mkdir(join(folder, 'there.d'))
    for (const [output, place] of [
      ['out', 'out'],
      ['a/b', 'a/b'],
      ['new.d/', 'new.d'],
      ['there.d', 'there.d'],
    ] as const) {
      expect((await write('json', output)).files).toContain(`${place}/report.json`)
      expect((await write('json,html', output)).files).toEqual(
        expect.arrayContaining([`${place}/report.json`, `${place}/report.html`]),
      )
      expect((await write('cli', output)).files).toContain(`${place}/report.txt`)
    }
  })

  it('all else is a file: of one format, or of the one beside cli', async () => {
    await writeFile(join(folder, 'plain'), 'old')
    expect((await write('json', 'plain')).files).toEqual(['plain'])
    expect((await write('cli,json', 'mine.json')).files).toEqual(['mine.json', 'plain'])
    await symlink('behind', join(folder, 'link'))
    expect((await write('cli', 'link')).files).toEqual(['behind', 'mine.json', 'plain'])
    await expect(write('json,html', 'plain')).rejects.toMatchObject({
      code: 'REPORT_OUTPUT_INVALID',
      hint: expect.stringContaining('json=report.json,html=report.html'),
    })
  })

  it('is refused before anything is made for it', async () => {
    await mkdir(join(folder, 'out/report.json'), { recursive: true })
    await writeFile(join(folder, 'file'), 'mine')
    for (const output of ['json=out', 'none/a.json', 'out/', 'file/a.json', 'file/', '/proc/none/']) {
      await expect(write('json', output)).rejects.toMatchObject({ code: 'REPORT_OUTPUT_INVALID', isUsage: true })
    }
    await expect(write('json', 'none/a.json')).rejects.toMatchObject({
      message: expect.stringMatching(/^-o: .*none\/a\.json cannot be written: /),
      hint: expect.stringMatching(/\w/),
    })
    await expect(write('json,html', 'json=a.txt,html=./a.txt')).rejects.toMatchObject({
      code: 'REPORT_OUTPUT_INVALID',
      message: expect.stringMatching(/json and html would both/),
    })
  })

  it('that is the name of a format was meant to be one', async () => {
    await expect(write('cli', 'json')).rejects.toMatchObject({
      code: 'REPORT_OUTPUT_INVALID',
      hint: expect.stringContaining('did you mean -f json?'),
    })
    expect((await write('cli', './json')).files).toEqual(['json/report.txt'])
  })

  it('refuses a text that names formats in a part of it only', async () => {
    await expect(write('json,html', 'out.json,html=out.html')).rejects.toMatchObject({ code: 'REPORT_OUTPUT_INVALID' })
    expect((await write('json', 'a,b=c.json')).files).toEqual(['a,b=c.json'])
  })

  it('a file for each format', async () => {
    const { files, stdout } = await write('cli,json,html', 'json=r.json,html=h.html')
    expect(files).toEqual(['h.html', 'r.json'])
    expect(stdout).toContain('Weak password')
    await expect(write('json', 'html=x')).rejects.toMatchObject({ code: 'REPORT_OUTPUT_INVALID' })
    await expect(write('json', 'json=')).rejects.toMatchObject({ code: 'REPORT_OUTPUT_INVALID' })
  })

  it('- is stdout', async () => {
    const { files, stdout } = await write('json', '-')
    expect(files).toEqual([])
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: '1.0' })
    for (const output of ['-', 'json=/dev/stdout,html=-']) {
      await expect(write('json,html', output)).rejects.toMatchObject({
        code: 'REPORT_OUTPUT_INVALID',
        message: expect.stringContaining('several reports'),
      })
    }
  })
})

describe('a file', () => {
  it('behind a link is written, and the link stays', async () => {
    await writeFile(join(folder, 'behind'), 'old')
    await symlink('behind', join(folder, 'report.json'))
    expect((await write('json,cli')).files).toEqual(['behind'])
    expect(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))).toBeTruthy()
  })

  it('that cannot be written is an error, the others are written, nothing is left behind', async () => {
    const { errors, files } = await write('json,html', 'json=/dev/full,html=report.html')
    expect(errors).toMatchObject([
      {
        code: 'REPORT_WRITE_FAILED',
        message: expect.stringMatching(/^\/dev\/full: ENOSPC/),
        hint: expect.stringContaining('room'),
      },
    ])
    expect(files).toEqual(['report.html'])
  })

  it('of standard output is standard output, behind links too', async () => {
    await symlink('/proc/self/fd/1', join(folder, 'stdout'))
    for (const output of ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', 'stdout']) {
      expect(JSON.parse((await write('json', output)).stdout)).toMatchObject({ schemaVersion: '1.0' })
    }
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
    expect(parseFormats('gitlab,sarif')).toEqual([
      'gitlab@container_scanning',
      'gitlab@dependency_scanning',
      'gitlab@sast',
      'gitlab@secret_detection',
      'sarif',
    ])
  })

  it.each([
    ['jsn', /did you mean json\?/],
    ['htlm', /did you mean html\?/],
    ['pdf', /did you mean html\?/],
    ['sarf', /did you mean sarif\?/],
    ['spdx-json', /did you mean spdx\?/],
    ['cyclonedx-json', /did you mean cyclonedx\?/],
    ['text', /did you mean cli\?/],
    ['xyzzy', /the formats are cli, json/],
    ['', /the formats are/],
    ['__proto__', /the formats are/],
  ])('%s is an error with a hint', (text, hint) => {
    expect(() => parseFormats(text)).toThrow(
      expect.objectContaining({ code: 'REPORT_FORMAT_UNKNOWN', hint: expect.stringMatching(hint) }),
    )
  })
})

it('renders by the names of formats alone, with defaults for the rest', async () => {
  let stdout = ''
  const { written, errors } = await render(sampleReport(), ['cli', 'json'], {
    output: `${folder}/out/`,
    stdout: { write: (text: string) => (stdout += text) },
  })
  expect([written.map(({ path }) => path), errors]).toEqual([[join(folder, 'out', 'report.json')], []])
  expect(stdout).toContain('What to do')
  expect(stdout).not.toContain('\u001b[')
  await expect(render(sampleReport(), ['jsno'])).rejects.toMatchObject({ isUsage: true })
})
