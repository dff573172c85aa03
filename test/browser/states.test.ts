import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { hashPassword } from '../../src/runtime/password.ts'
import { startApiFixture } from '../helpers/api-fixture.ts'
import { builtPage, launchBrowser, openPage } from '../helpers/browser.ts'
import { startProxy } from '../helpers/cuttable-proxy.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser?.close())

test('without alerts the page says what to do next', async t => {
  const fixture = await startApiFixture({ web_dir: builtPage(), alerts: 0 })
  t.after(() => fixture.close())
  const { page, complaints } = await openPage(t, browser)
  await page.goto(fixture.url)
  await page.getByText('No alerts in this range').waitFor()
  await page.getByText('echo "ALERT:').waitFor()
  assert.match(page.url(), /\/alerts$/)
  fixture.push()
  await page.locator('tr[data-id]').first().waitFor()
  assert.deepEqual(complaints, [])
})

test('an error says what failed, and the retry loads it', async t => {
  const fixture = await startApiFixture({ web_dir: builtPage(), alerts: 20 })
  t.after(() => fixture.close())
  const { page } = await openPage(t, browser)
  await page.route('**/api/alerts?*', route => route.fulfill({ status: 502, body: 'Bad gateway' }))
  await page.goto(fixture.url)
  const failure = page.getByRole('alert').filter({ hasText: 'The alerts could not be loaded' })
  await failure.getByText('the server answered 502').waitFor()
  await page.unroute('**/api/alerts?*')
  await failure.getByRole('button', { name: 'Retry' }).click()
  await page.locator('tr[data-id]').first().waitFor()
})

test('what the database could not give is loaded once it is back', async t => {
  const fixture = await startApiFixture({ web_dir: builtPage(), alerts: 20 })
  t.after(() => fixture.close())
  fixture.store.away = true
  const { page } = await openPage(t, browser)
  await page.goto(fixture.url)
  await page.getByText('The alerts could not be loaded').waitFor()
  await page.getByRole('button', { name: 'No database' }).waitFor()
  fixture.store.away = false
  await page.locator('tr[data-id]').first().waitFor({ timeout: 15_000 })
  await page.locator('.histogram').waitFor()
})

test('a lost server keeps what is on the page, and nothing is missed once it is back', async t => {
  const fixture = await startApiFixture({ web_dir: builtPage(), alerts: 20 })
  t.after(() => fixture.close())
  const proxy = await startProxy(fixture.url)
  t.after(() => proxy.close())
  const { page } = await openPage(t, browser)
  await page.goto(proxy.url)
  await page.locator('tr[data-id]').first().waitFor()
  await page.getByRole('button', { name: 'Live' }).waitFor()
  const before = await page.locator('tr[data-id]').count()
  await proxy.cut()
  await page.getByRole('button', { name: 'Reconnecting' }).waitFor()
  assert.equal(await page.locator('tr[data-id]').count(), before)
  fixture.push(7)
  await proxy.mend()
  await page.getByRole('button', { name: 'Live' }).waitFor({ timeout: 15_000 })
  await page.locator(`tr[aria-rowindex="${before + 7 + 1}"]`).waitFor()
})

test('where users are configured the login comes first, and again when the session is gone', async t => {
  const fixture = await startApiFixture({
    web_dir: builtPage(),
    alerts: 5,
    users: [{ name: 'ana', password_hash: await hashPassword('correct horse') }],
  })
  t.after(() => fixture.close())
  const { page } = await openPage(t, browser)
  await page.goto(fixture.url)
  await page.getByLabel('User').fill('ana')
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('User or password is wrong.').waitFor()
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.locator('tr[data-id]').first().waitFor()
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Log in' }).waitFor()
})
