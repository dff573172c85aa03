/**
 * Chromium for the browser tests. It comes from the package registry alone and is unpacked once for each version
 * into a cache of its own; its own list of switches is made for another place and turns protections off that the
 * tests are about, so only what a machine without a display needs is taken.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import chromiumPackage from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const ARTIFACTS = fileURLToPath(new URL('../artifacts/', import.meta.url))

const ARGS = ['--no-sandbox', '--font-render-hinting=none', '--disable-gpu', '--disable-dev-shm-usage']

/** Several test files may come here at once: each unpacks for itself, and the first to finish is kept. */
async function installed(): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const key = createHash('sha256').update(manifest).digest('hex').slice(0, 12)
  const root = join(tmpdir(), `log-sentinel-chromium-${key}`)
  if (existsSync(join(root, 'chromium'))) return root
  const own = await mkdtemp(`${root}-`)
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = own
  try {
    await chromiumPackage.executablePath()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
  await rename(own, root).catch(() => rm(own, { recursive: true, force: true }))
  return root
}

/** The machine's fonts and the one that comes with the browser, so that a page looks the same everywhere. */
async function fontConfig(root: string): Promise<string> {
  const path = join(root, 'fonts.conf')
  const alias = (name: string, family: string) =>
    `<alias binding="same"><family>${name}</family><prefer><family>${family}</family></prefer></alias>`
  const directories = ['/usr/share/fonts', join(root, 'fonts')].map(dir => `<dir>${dir}</dir>`).join('')
  const aliases = alias('system-ui', 'Open Sans') + alias('sans-serif', 'Open Sans')
  await writeFile(
    path,
    `<?xml version="1.0"?><fontconfig>${directories}<cachedir>${root}/font-cache</cachedir>${aliases}</fontconfig>`,
  )
  return path
}

export async function launchBrowser(): Promise<Browser> {
  const root = await installed()
  const env = { ...process.env, FONTCONFIG_FILE: await fontConfig(root), HOME: root }
  return chromium.launch({ executablePath: join(root, 'chromium'), args: ARGS, env, timeout: 30_000 })
}

export interface OpenedPage {
  page: Page
  /** What the page wrote to the console as an error or warning, threw, or tried against its security policy. */
  complaints: string[]
}

/** A page in a context of its own. If the test fails, a screenshot of it is left in `test/artifacts`. */
export async function openPage(
  t: TestContext,
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    timezoneId: 'UTC',
    locale: 'en-GB',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(8000)
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  t.after(async () => {
    if (!t.passed) {
      await keepScreenshot(page, t.fullName.replace(/[^a-z0-9]+/gi, '-').slice(0, 100))
    }
    await context.close()
  })
  return { page, complaints }
}

/** Leaves `test/artifacts/NAME.png`; returns its size in bytes. */
export async function keepScreenshot(page: Page, name: string): Promise<number> {
  await mkdir(ARTIFACTS, { recursive: true })
  return (await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) })).length
}

/** The folder of the built page. The tests are of what is served, so it has to be built. */
export function builtPage(): string {
  const folder = fileURLToPath(new URL('../../dist/web', import.meta.url))
  if (existsSync(join(folder, 'index.html'))) return folder
  throw new Error('dist/web/index.html is missing: build the page with `npm run build:web`')
}
