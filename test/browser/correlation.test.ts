import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Alert, TimelineEvent } from '../../src/schema/alert.ts'
import { type ApiFixture, startApiFixture } from '../helpers/api-fixture.ts'
import { builtPage, launchBrowser, openPage } from '../helpers/browser.ts'
import { sampleAlert } from '../helpers/sample-alerts.ts'

let browser: Browser
let fixture: ApiFixture
before(async () => {
  browser = await launchBrowser()
  fixture = await startApiFixture({ web_dir: builtPage(), alerts: 50 })
})
after(async () => {
  await browser?.close()
  await fixture?.close()
})

const BEGIN_MS = Date.now() - 600_000
const time = (second: number) => new Date(BEGIN_MS + second * 1000).toISOString()

function eventAt(second: number, changes: Partial<TimelineEvent> = {}): TimelineEvent {
  return {
    id: `event-${second}`,
    rule_id: 'failed',
    rule_title: 'SSH Login Failed',
    time: time(second),
    host: 'web-1',
    source: '/var/log/auth.log',
    message: `Failed password for <img src=x onerror=alert(1)> number ${second}`,
    entities: [{ type: 'ip', value: '203.0.113.7' }],
    position: { topic: 'sentinel.logs', partition: 1, offset: 40 + second },
    ...changes,
  }
}

const inner = (second: number) =>
  eventAt(second, {
    rule_id: 'brute',
    rule_title: 'SSH Brute Force',
    position: null,
    message: '',
    entities: [],
  })

/** An alert of a correlation with a timeline of its own. */
function story(id: string, timeline: TimelineEvent[], omitted = 0): Alert {
  return {
    ...sampleAlert(1, Date.now()),
    id,
    rule_id: 'correlation',
    rule_title: 'SSH Brute Force That Succeeded',
    level: 'critical',
    host: 'web-1',
    message: 'src_ip 203.0.113.7: events',
    matched: [],
    evidence: [],
    correlation: {
      type: 'temporal_ordered',
      condition: 'temporal_ordered gte 2 within 30m',
      state: 'open',
      group: [{ field: 'src_ip', value: '203.0.113.7' }],
      first: time(0),
      last: timeline.at(-1)?.time ?? time(0),
      fired: time(0),
      count: timeline.length + omitted,
      value: 2,
      is_truncated: false,
      rules: [{ rule_id: 'failed', rule_title: 'SSH Login Failed', count: timeline.length + omitted }],
      omitted,
      notifications: 1,
      absorbed: [],
    },
    timeline,
  }
}

const events = (page: Page) => page.locator('.timeline__event')
const openStory = async (page: Page, id: string) => {
  await page.goto(`${fixture.url}/alerts?open=${id}`)
  await events(page).first().waitFor()
}

describe('the timeline of a correlation', () => {
  test('tells of each event its rule, source, entity and the time since the one before, and runs nothing', async t => {
    fixture.store.add(story('told', [eventAt(0), eventAt(4), eventAt(124)]))
    const { page, complaints } = await openPage(t, browser)
    await openStory(page, 'told')
    assert.equal(await events(page).count(), 3)
    assert.deepEqual(await page.locator('.timeline__since').allTextContents(), ['', '+4s', '+2m'])
    const text = (await events(page).nth(1).textContent()) ?? ''
    for (const part of [
      'SSH Login Failed',
      'web-1 · /var/log/auth.log',
      'ip 203.0.113.7',
      '<img src=x onerror=alert(1)> number 4',
    ])
      assert.ok(text.includes(part), part)
    await events(page).nth(1).getByRole('link').click()
    await page.waitForURL(/\/kafka\/sentinel\.logs\?partition=1&offset=24&open=44$/)
    assert.deepEqual(complaints, [])
  })

  test('shows an inner correlation that went on as one entry, and where events are left out', async t => {
    const timeline = [inner(0), inner(1), inner(2), inner(60), inner(61), eventAt(70)]
    fixture.store.add(story('folded', timeline, 300))
    const { page } = await openPage(t, browser)
    await openStory(page, 'folded')
    assert.equal(await events(page).count(), 3)
    assert.match((await events(page).nth(0).textContent()) ?? '', /held 3 times, until/)
    await page.getByText('300 more events between these are only counted').waitFor()
  })

  test('grows while it is open, in its row and in the panel', async t => {
    fixture.store.add(story('grows', [eventAt(0)]))
    const { page } = await openPage(t, browser)
    await openStory(page, 'grows')
    await page.getByRole('button', { name: 'Live' }).waitFor()
    const before = await page.locator('tr[data-id="grows"]').getAttribute('aria-rowindex')
    fixture.store.replace({ ...story('grows', [eventAt(0), eventAt(9)]), message: 'it has grown' })
    await events(page).nth(1).waitFor()
    const row = page.locator('tr[data-id="grows"]')
    await row.getByText('it has grown').waitFor()
    assert.equal(await row.getAttribute('aria-rowindex'), before)
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`fits a narrow screen, ${colorScheme}`, async t => {
      fixture.store.add(story(`narrow ${colorScheme}`, [inner(0), eventAt(4, { message: 'x'.repeat(500) })]))
      const viewport = { width: 400, height: 800 }
      const { page, complaints } = await openPage(t, browser, { viewport, colorScheme })
      await openStory(page, `narrow ${colorScheme}`)
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 400)
      const box = await events(page).nth(1).boundingBox()
      assert.ok(box && box.x >= 0 && box.x + box.width <= 400)
      assert.deepEqual(complaints, [])
    })
})
