import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type ApiFixture, startApiFixture } from '../helpers/api-fixture.ts'
import { builtPage, launchBrowser, openPage } from '../helpers/browser.ts'
import { sampleAlert } from '../helpers/sample-alerts.ts'

const HOSTILE = [
  '<script>document.title = "run"</script>',
  '<img src=x onerror="document.title = \'run\'">',
  '"><svg onload="document.title=\'run\'">',
  '\u001b]0;run\u0007\u001b[31m',
  'user\u202egnp.exe',
  '{{constructor.constructor("run")()}}',
].join(' ')

let browser: Browser
let fixture: ApiFixture
before(async () => {
  browser = await launchBrowser()
  fixture = await startApiFixture({ web_dir: builtPage(), alerts: 0 })
  const sample = sampleAlert(1, Date.now())
  fixture.store.add({
    ...sample,
    rule_title: HOSTILE,
    host: HOSTILE,
    source: HOSTILE,
    message: `${HOSTILE}\0`,
    tags: [HOSTILE],
    fields: { [HOSTILE]: HOSTILE },
    matched: [{ selection: HOSTILE, field: HOSTILE, pattern: HOSTILE, value: HOSTILE }],
    entities: [{ type: 'user', value: HOSTILE }],
    evidence: [
      { id: HOSTILE, topic: 'sentinel.logs', partition: 0, offset: 0, encoding: 'utf8', raw: HOSTILE },
      {
        id: 'bytes',
        topic: 'sentinel.logs',
        partition: 0,
        offset: 1,
        encoding: 'base64',
        raw: Buffer.from([0, 255, 60, 115, 62]).toString('base64'),
      },
    ],
  })
})
after(async () => {
  await browser?.close()
  await fixture?.close()
})

test('text of a log runs nowhere and hides nothing', async t => {
  const { page, complaints } = await openPage(t, browser, { viewport: { width: 1600, height: 1000 } })
  await page.goto(`${fixture.url}/alerts`)
  await page.locator('tr[data-id]').first().click()
  const panel = page.getByRole('complementary', { name: 'Alert' })
  await panel.getByText('Why it matched').waitFor()
  const text = (await panel.textContent()) ?? ''
  assert.match(text, /<script>document\.title/)
  assert.match(text, /ESC\]0;run/)
  assert.match(text, /\\u202e/)
  assert.match(text, /00000000 {2}00 ff 3c 73 3e/)
  for (const tab of ['Fields', 'Related']) {
    await panel.getByText(tab, { exact: false }).first().click()
    await panel.locator('.panel__section').first().waitFor()
  }
  for (const path of ['/alerts?group=rule', '/alerts?group=entity']) {
    await page.goto(`${fixture.url}${path}`)
    await page.locator('.group').first().waitFor()
  }
  assert.match(await page.title(), /Alerts · Log Sentinel$/)
  assert.equal(await page.locator('img[src="x"], svg[onload]').count(), 0)
  assert.deepEqual(complaints, [])
})

test('records with markup, escapes and bytes are shown as they are', async t => {
  const { page, complaints } = await openPage(t, browser)
  await page.goto(`${fixture.url}/kafka/sentinel.deadletters?open=1`)
  await page.getByText('<script>alert("record")</script>').first().waitFor()
  await page.locator('.message__text').getByText('ESC').first().waitFor()
  await page.goto(`${fixture.url}/kafka/sentinel.deadletters?open=0`)
  await page.getByText('00 ff fe 80 41').waitFor()
  assert.deepEqual(complaints, [])
})
