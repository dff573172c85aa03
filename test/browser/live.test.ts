import assert from 'node:assert/strict'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, openPage } from '../helpers/browser.ts'
import { startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/** The whole product at once: a line that is written to a file appears on the page. */

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser?.close())

test('a line that is written to a file is on the page, with its evidence and the way back to its record', async t => {
  const folder = temporaryFolder(t)
  const log = join(folder, 'app.log')
  writeFileSync(log, 'all is well\n')
  const program = startProgram(['up', '--port', '0', '--data-dir', join(folder, 'data'), log])
  t.after(() => program.kill())
  const [, address = ''] = await program.waitFor(/Log Sentinel is on (http:\S+)/)
  const { page, complaints } = await openPage(t, browser)

  await page.goto(address)
  await page.getByText('No alerts', { exact: false }).first().waitFor()
  appendFileSync(log, 'ALERT: Failed login attempt from IP 203.0.113.9 <b>bold</b>\n')
  const row = page.locator('tr[data-id]').first()
  await row.waitFor()
  await row.click()
  await page.getByText('203.0.113.9 <b>bold</b>', { exact: false }).first().waitFor()
  await page
    .getByRole('link', { name: /sentinel\.logs/ })
    .first()
    .click()
  await page.waitForURL(/\/kafka/)
  await page.getByText('all is well').first().waitFor()

  await page.goto(`${address}/sources`)
  await page.getByText('app.log').first().waitFor()
  assert.deepEqual(complaints, [])
  assert.equal(await program.stop(), 0)
})
