import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type ApiFixture, startApiFixture } from '../helpers/api-fixture.ts'
import { builtPage, keepScreenshot, launchBrowser, openPage } from '../helpers/browser.ts'

const PATHS = [
  '/alerts',
  '/alerts?group=rule',
  '/incidents',
  '/hunt',
  '/rules',
  '/sources',
  '/kafka',
  '/settings',
]

let browser: Browser
let fixture: ApiFixture
before(async () => {
  browser = await launchBrowser()
  fixture = await startApiFixture({ web_dir: builtPage(), alerts: 300 })
})
after(async () => {
  await browser?.close()
  await fixture?.close()
})

for (const [width, height] of [
  [400, 800],
  [1280, 800],
  [2560, 1440],
] as const) {
  test(`no screen scrolls sideways at ${width} pixels, in light and dark`, async t => {
    const { page, complaints } = await openPage(t, browser, { viewport: { width, height } })
    for (const path of PATHS) {
      await page.goto(`${fixture.url}${path}`)
      await page.locator('tbody tr, .state, .group, .rules, .setting').first().waitFor()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
        const scroll = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
        assert.ok(scroll <= 0, `${path} is ${scroll} pixels too wide`)
      }
    }
    assert.deepEqual(complaints, [])
  })
}

test('a chosen theme is there from the first paint on', async t => {
  const { page } = await openPage(t, browser, { colorScheme: 'light' })
  await page.goto(`${fixture.url}/settings`)
  await page.getByText('Dark', { exact: true }).click()
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
  await page.route('**/assets/*.js', route => route.abort())
  await page.reload({ waitUntil: 'domcontentloaded' })
  assert.equal(await page.locator('html').getAttribute('data-mantine-color-scheme'), 'dark')
})

test('the command palette goes to screens and filters', async t => {
  const { page, complaints } = await openPage(t, browser)
  await page.goto(`${fixture.url}/sources`)
  await page.locator('tr').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Type a command').fill('critical')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/alerts\?level=critical/)
  await page.locator('.grid__row--critical').first().waitFor()
  assert.deepEqual(complaints, [])
})

test('the whole page is shown as documents picture it', async t => {
  const { page } = await openPage(t, browser, { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
  await page.goto(`${fixture.url}/alerts`)
  await page.locator('.grid__row--critical').first().click()
  await page.locator('.evidence mark').first().waitFor()
  await page.locator('.histogram').waitFor()
  assert.ok((await keepScreenshot(page, 'page')) > 50_000)
})

test('landmarks and names let the page be read without seeing it', async t => {
  const { page } = await openPage(t, browser)
  await page.goto(`${fixture.url}/alerts`)
  await page.locator('tr[data-id]').first().waitFor()
  for (const role of ['banner', 'navigation', 'main', 'search'] as const) {
    assert.equal(await page.getByRole(role).count(), 1, role)
  }
  const grid = page.getByRole('grid', { name: 'Alerts' })
  assert.match((await grid.getAttribute('aria-rowcount')) ?? '', /^(-1|\d+)$/)
  const nameless = await page
    .locator('button, a, input')
    .evaluateAll(elements =>
      elements
        .filter(element => !element.textContent?.trim() && !element.getAttribute('aria-label'))
        .map(element => element.outerHTML.slice(0, 120)),
    )
  assert.deepEqual(nameless, [])
})
