import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type ApiFixture, startApiFixture } from '../helpers/api-fixture.ts'
import { builtPage, launchBrowser, openPage } from '../helpers/browser.ts'

let browser: Browser
let fixture: ApiFixture
before(async () => {
  browser = await launchBrowser()
  fixture = await startApiFixture({ web_dir: builtPage(), alerts: 600 })
})
after(async () => {
  await browser?.close()
  await fixture?.close()
})

test('records are browsed by partition, offset, page and text', async t => {
  const { page, complaints } = await openPage(t, browser)
  await page.goto(`${fixture.url}/kafka`)
  const offsets = page.locator('.message__offset')
  await offsets.first().waitFor()
  assert.equal(await offsets.first().textContent(), '199')
  await page.getByRole('button', { name: 'Older' }).click()
  await page.getByText('149', { exact: true }).waitFor()
  await page.getByLabel('Go to offset').fill('20')
  await page.keyboard.press('Enter')
  await page.waitForURL(/offset=20/)
  await page.getByText('20', { exact: true }).waitFor()
  await page.getByLabel('Partition', { exact: true }).selectOption('2')
  await page.waitForURL(/partition=2/)
  await page.getByLabel('Text on this page').fill('no record holds this')
  await page.getByText('No loaded record holds this').waitFor()
  await page.getByLabel('Text on this page').fill('')
  await offsets.first().click()
  await page.getByRole('heading', { name: 'Headers' }).waitFor()
  await page.getByRole('heading', { name: 'Key' }).waitFor()
  assert.deepEqual(complaints, [])
})

test('the end of a partition is followed, and waits while the reader has paused', async t => {
  const { page } = await openPage(t, browser)
  await page.goto(`${fixture.url}/kafka/sentinel.logs?tail=1`)
  const newest = page.locator('.message__offset').first()
  await newest.waitFor()
  const before = Number(await newest.textContent())
  fixture.push(3)
  await page
    .getByText(String(before + 1), { exact: true })
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  const paused = await newest.textContent()
  fixture.push(3)
  await page.getByRole('button', { name: /waiting/ }).waitFor()
  assert.equal(await newest.textContent(), paused)
})

test('partitions tell how far detection has come in them', async t => {
  const { page } = await openPage(t, browser)
  await page.goto(`${fixture.url}/kafka/sentinel.logs`)
  await page.getByText('caught up').first().waitFor()
  await page.getByText('embedded log').waitFor()
})

test('each source tells what became of its lines', async t => {
  const { page, complaints } = await openPage(t, browser)
  fixture.problems.length = 0
  await page.goto(`${fixture.url}/sources`)
  await page.getByText('/var/log/auth.log').waitFor()
  const ledger = (await page.locator('.ledger').nth(1).textContent()) ?? ''
  const [read = 0, ...parts] = ledger.replaceAll(',', '').match(/\d+/g)?.map(Number) ?? []
  assert.equal(
    parts.reduce((sum, part) => sum + part, 0),
    read,
  )
  await page.getByText('collector').waitFor()
  assert.deepEqual(complaints, [])
})
