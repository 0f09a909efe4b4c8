import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { launchChromium } from '@veinmind/services'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOSTILE, hostileReport, largeReport } from '../../test/hostile.ts'
import { SECRETS, sampleReport } from '../../test/sample.ts'
import type { Report } from '../index.ts'
import { html } from './html.ts'

type Browser = Awaited<ReturnType<typeof launchChromium>>
type Page = Awaited<ReturnType<Browser['newPage']>>

let browser: Browser
let folder: string
beforeAll(async () => {
  browser = await launchChromium()
  folder = await mkdtemp(join(tmpdir(), 'veinmind-html-'))
})
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

/** The report in a page, and everything that the page said or asked for. */
async function open(report: Report, options: { width?: number; dark?: boolean } = {}) {
  const file = join(folder, `${Math.random()}.html`)
  await writeFile(file, await html.render(report, { language: 'en', verbose: false, color: false, width: 80 }))
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  })
  const url = pathToFileURL(file).href
  const noise: string[] = []
  page.on('console', (message) => noise.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => noise.push(`dialog: ${dialog.message()}`))
  page.on('request', (request) => request.url() !== url && noise.push(`request: ${request.url()}`))
  await page.addInitScript(
    `document.addEventListener('securitypolicyviolation', (e) => console.log('CSP ' + e.violatedDirective))`,
  )
  const start = performance.now()
  await page.goto(url)
  await page.waitForSelector('html[data-ready]')
  return { page, noise, milliseconds: performance.now() - start }
}

const shown = (page: Page) => page.locator('#findings-list > li').count()
const first = (page: Page) => page.locator('#findings-list > li strong').first().textContent()

describe('the HTML report in Chromium', () => {
  it('filters by severity, class, kind, target and text, and starts again', async () => {
    const { page, noise } = await open(sampleReport())
    expect(await shown(page)).toBe(7)
    await page.locator('.chip.critical').click()
    expect(await shown(page)).toBe(2)
    await page.locator('.chip.high').click()
    expect(await shown(page)).toBe(4)
    await page.locator('button[type=reset]').click()
    await expect.poll(() => shown(page)).toBe(7)
    await page.selectOption('#filter-class', { label: 'Traces of invasion' })
    expect(await first(page)).toBe('PHP evaluates a request parameter')
    await page.selectOption('#filter-class', '')
    await page.selectOption('#filter-type', 'weak password')
    expect(await shown(page)).toBe(1)
    await page.selectOption('#filter-type', '')
    await page.selectOption('#filter-target', { label: 'app:1.5' })
    expect(await shown(page)).toBe(6)
    await page.selectOption('#filter-target', '')
    await page.fill('#filter-text', 'DOCKER.sock mount')
    await expect.poll(() => shown(page)).toBe(1)
    expect(await page.locator('#findings-count').textContent()).toBe('1 of 7 shown')
    await page.fill('#filter-text', 'nothing has this')
    await page.locator('#findings-none').waitFor({ state: 'visible' })
    expect(noise).toEqual([])
    await page.close()
  })

  it('sorts both ways', async () => {
    const { page } = await open(sampleReport())
    await page.locator('[data-sort=finding]').click()
    const titles = await page.locator('#findings-list > li strong').allTextContents()
    expect(titles).toEqual(titles.toSorted())
    await page.locator('[data-sort=finding]').click()
    expect(await page.locator('#findings-list > li strong').allTextContents()).toEqual(titles.toReversed())
    await page.locator('[data-sort=severity]').click()
    await page.locator('[data-sort=severity]').click()
    expect(await first(page)).toBe('Capability SYS_MODULE')
    await page.close()
  })

  it('opens details by keyboard: places, what hides them, remediation, links that tell nothing', async () => {
    const { page, noise } = await open(sampleReport())
    await page.fill('#filter-text', 'AWS')
    await expect.poll(() => shown(page)).toBe(1)
    await page.locator('.head').focus()
    await page.keyboard.press('Enter')
    const details = page.locator('.details')
    const text = await details.innerText()
    for (const part of [
      'Revoke the key',
      'hidden by layer 5',
      'hidden by layer 7',
      'COPY . /srv',
      'MITRE ATT&CK T1552.001',
      '/srv/.env:12:9',
    ]) {
      expect(text).toContain(part)
    }
    expect(await details.locator('a').first().getAttribute('rel')).toBe('noreferrer noopener')
    await page.keyboard.press('Enter')
    expect(await details.isVisible()).toBe(false)
    expect(noise).toEqual([])
    await page.close()
  })

  it('is dark or light as the system, or as the reader chooses', async () => {
    const background = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const { page } = await open(sampleReport(), { dark: true })
    const dark = await background(page)
    await page.selectOption('#theme', 'light')
    expect(await background(page)).not.toBe(dark)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.selectOption('#theme', 'dark')
    expect(await background(page)).toBe(dark)
    await page.close()
  })

  it('shows hostile texts as texts: nothing runs, nothing is asked for', async () => {
    const { page, noise } = await open(hostileReport())
    const count = await shown(page)
    expect(count).toBe(HOSTILE.length)
    for (const head of await page.locator('.head').all()) await head.click()
    for (const details of await page.locator('details > summary').all()) await details.click()
    expect(await page.evaluate('window.attacked')).toBeUndefined()
    expect(noise).toEqual([])
    const text = await page.locator('body').innerText()
    expect(text).toContain('<script>window.attacked = true</script>')
    expect(text).toContain('\\x1b[2J')
    expect(text).toContain('\\u202etxt.exe')
    expect(text).toContain('中文 路径 👩‍👩‍👧‍👦')
    expect(await page.locator('main img, main iframe, main object').count()).toBe(0)
    expect(
      await page
        .locator('a')
        .evaluateAll((links) => links.every((link) => /^https?:/.test(link.getAttribute('href') ?? ''))),
    ).toBe(true)
    await page.close()
  })

  it('has a policy that stops what would get in all the same', async () => {
    let requests = 0
    const server = createServer((_, response) => response.end(String(++requests))).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.png`
    const { page, noise } = await open(sampleReport())
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend',
      '<img src="${address}" onerror="window.attacked = 1"><p style="color: red"></p>')`)
    await expect
      .poll(() => noise.filter((line) => line.includes(': CSP ')).map((line) => line.split(' ').at(-1)))
      .toEqual(expect.arrayContaining(['img-src', 'script-src-attr', 'style-src-attr']))
    expect(await page.evaluate('window.attacked')).toBeUndefined()
    expect(requests).toBe(0)
    await page.close()
    server.close()
  })

  it('holds no secret', async () => {
    const { page } = await open(sampleReport())
    const content = await page.content()
    for (const secret of SECRETS) expect(content).not.toContain(secret)
    await page.close()
  })

  it('opens 20,000 findings in less than three seconds, and filters and sorts them at once', async () => {
    const { page, milliseconds, noise } = await open(largeReport(20_000))
    expect(milliseconds).toBeLessThan(3_000)
    expect(await page.locator('#findings-count').textContent()).toBe('20,000 of 20,000 shown')
    const start = performance.now()
    await page.fill('#filter-text', 'module-19999/')
    await expect.poll(() => shown(page)).toBe(1)
    await page.fill('#filter-text', '')
    // The filter waits for more letters before it shows what it found.
    await expect.poll(() => shown(page)).toBeGreaterThan(1)
    await page.locator('[data-sort=path]').click()
    expect(performance.now() - start).toBeLessThan(3_000)
    const before = await shown(page)
    await page.locator('#findings-more').scrollIntoViewIfNeeded()
    await expect.poll(() => shown(page), { timeout: 5000 }).toBeGreaterThan(before)
    expect(noise).toEqual([])
    await page.close()
  })

  it.each([400, 820, 1600])('fits %i columns of pixels, hostile texts too', async (width) => {
    for (const report of [sampleReport(), hostileReport()]) {
      const { page } = await open(report, { width })
      await page.locator('.head').first().click()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      await page.close()
    }
  })

  it('prints', async () => {
    const { page } = await open(largeReport(150))
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(await shown(page)).toBe(150)
    await page.close()
  })
})
