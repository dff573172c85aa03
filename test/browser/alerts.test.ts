import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type ApiFixture, startApiFixture } from '../helpers/api-fixture.ts'
import { builtPage, launchBrowser, openPage } from '../helpers/browser.ts'

let browser: Browser
let fixture: ApiFixture
before(async () => {
  browser = await launchBrowser()
  fixture = await startApiFixture({ web_dir: builtPage(), alerts: 400 })
})
after(async () => {
  await browser?.close()
  await fixture?.close()
})

const rows = (page: Page) => page.locator('tr[data-id]')
const rowAt = (page: Page, at: number) => rows(page).nth(at)
const idAt = (page: Page, at: number) => rowAt(page, at).getAttribute('data-id')
const active = (page: Page) => page.locator('tr[data-active]').getAttribute('data-id')

async function openAlerts(page: Page, query = ''): Promise<void> {
  await page.goto(`${fixture.url}/alerts${query}`)
  await rowAt(page, 0).waitFor()
}

describe('alerts that are pushed', () => {
  test('flow in while the reader only looks', async t => {
    const { page, complaints } = await openPage(t, browser)
    await openAlerts(page)
    const before = await idAt(page, 0)
    await page.getByRole('button', { name: 'Live' }).waitFor()
    fixture.push()
    await page.locator(`tr[data-id="${before}"][aria-rowindex="3"]`).waitFor()
    assert.equal(await idAt(page, 1), before)
    assert.deepEqual(complaints, [])
  })

  test('wait while the pointer is over the list, and come when they are taken', async t => {
    const { page, complaints } = await openPage(t, browser)
    await openAlerts(page)
    await page.getByRole('button', { name: 'Live' }).waitFor()
    await rowAt(page, 3).hover()
    const before = [await idAt(page, 0), await idAt(page, 3)]
    const box = await rowAt(page, 3).boundingBox()
    fixture.push(12)
    const button = page.getByRole('button', { name: '12 new' })
    await button.waitFor()
    assert.deepEqual([await idAt(page, 0), await idAt(page, 3)], before)
    assert.deepEqual(await rowAt(page, 3).boundingBox(), box)
    assert.match(await page.title(), /^\(12\) Alerts/)
    await button.click()
    await button.waitFor({ state: 'detached' })
    assert.equal(await idAt(page, 12), before[0])
    assert.deepEqual(complaints, [])
  })

  test('wait while the reader has paused', async t => {
    const { page } = await openPage(t, browser)
    await openAlerts(page)
    await page.getByRole('button', { name: 'Live' }).click()
    await page.getByRole('button', { name: 'Paused' }).waitFor()
    const before = await idAt(page, 0)
    fixture.push(2)
    await page.getByRole('button', { name: '2 new' }).waitFor()
    assert.equal(await idAt(page, 0), before)
    await page.keyboard.press('p')
    await page.getByRole('button', { name: '2 new' }).waitFor({ state: 'detached' })
    assert.equal(await idAt(page, 2), before)
  })

  test('do not slow the typing, at a thousand a second', async t => {
    const { page } = await openPage(t, browser)
    await openAlerts(page)
    await page.getByRole('button', { name: 'Live' }).waitFor()
    const timer = setInterval(() => fixture.push(100), 100)
    t.after(() => clearInterval(timer))
    await page.keyboard.press('/')
    for (const letter of 'root') await page.keyboard.type(letter, { delay: 60 })
    assert.equal(await page.getByLabel('Search alerts').inputValue(), 'root')
    clearInterval(timer)
    await page.waitForURL(/text=root/)
    const rendered = await rows(page).count()
    assert.ok(rendered < 80, `${rendered} rows are rendered`)
  })
})

describe('what is shown is in the address', () => {
  test('a filter survives a reload, and the back button takes it away', async t => {
    const { page } = await openPage(t, browser)
    await openAlerts(page)
    await page
      .getByRole('group', { name: 'Levels' })
      .getByRole('button', { name: /Critical/ })
      .click()
    await page.waitForURL(/level=critical/)
    await page.locator('.grid__row--high').first().waitFor({ state: 'detached' })
    await page.reload()
    await rowAt(page, 0).waitFor()
    assert.equal(await page.locator('.grid__row:not(.grid__row--critical)').count(), 0)
    await page.goBack()
    await page.locator('.grid__row--high').first().waitFor()
    assert.doesNotMatch(page.url(), /level=/)
  })

  test('a click on a frequent host filters by it, and its chip takes that away', async t => {
    const { page } = await openPage(t, browser)
    await openAlerts(page)
    await page.getByRole('region', { name: 'Top hosts' }).getByRole('button', { name: /web-1/ }).click()
    await page.waitForURL(/host=web-1/)
    await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: /web-1/ }).click()
    await page.waitForURL(url => !url.search.includes('host='))
  })

  test('a group opens into the list of its alerts', async t => {
    const { page } = await openPage(t, browser)
    await openAlerts(page)
    await page.getByRole('button', { name: 'Group' }).click()
    await page.getByRole('menuitem', { name: 'By rules' }).click()
    await page.getByRole('list', { name: 'Alerts by rules' }).getByRole('button', { name: /Sudo/ }).click()
    await page.waitForURL(/rule=/)
    await rowAt(page, 0).getByText('Sudo to a root shell').waitFor()
  })

  test('dragging over the histogram chooses a part of the range', async t => {
    const { page } = await openPage(t, browser)
    await openAlerts(page)
    const box = await page.locator('.histogram__plot').boundingBox()
    assert.ok(box)
    await page.mouse.move(box.x + box.width * 0.25, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40)
    await page.mouse.up()
    await page.waitForURL(/from=.*to=/)
    await page.locator('.live').getByText('Fixed range').waitFor()
  })
})

describe('the whole alert', () => {
  test('stands beside the list, by a click and by its address', async t => {
    const { page, complaints } = await openPage(t, browser)
    await openAlerts(page, '?level=high')
    const id = await idAt(page, 2)
    await rowAt(page, 2).click()
    await page.waitForURL(url => url.searchParams.get('open') === id)
    const panel = page.getByRole('complementary', { name: 'Alert' })
    await panel.getByText('Why it matched').waitFor()
    await panel.locator('.evidence mark').first().waitFor()
    assert.ok((await rows(page).count()) > 5)
    await panel.getByText('Fields', { exact: false }).first().click()
    await panel.getByText('src_ip').waitFor()
    await page.reload()
    await panel.getByText('src_ip').waitFor()
    await panel.getByText('Related').click()
    await panel.getByText('Show all').first().waitFor()
    await panel.getByRole('button', { name: 'Close' }).click()
    await panel.waitFor({ state: 'detached' })
    assert.doesNotMatch(page.url(), /open=/)
    assert.deepEqual(complaints, [])
  })

  test('leads to its raw record in the topic', async t => {
    const { page } = await openPage(t, browser)
    await openAlerts(page)
    await rowAt(page, 0).click()
    const panel = page.getByRole('complementary', { name: 'Alert' })
    const raw = await panel.locator('.evidence__raw').textContent()
    await panel.locator('.evidence__place').click()
    await page.waitForURL(/\/kafka\/sentinel\.logs/)
    assert.equal(await page.locator('.message__text').first().textContent(), raw)
    await page.locator('.message[data-open] + .message').waitFor()
  })
})

test('everything in the list works by keyboard', async t => {
  const { page, complaints } = await openPage(t, browser)
  await openAlerts(page)
  await page.keyboard.press('p')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  assert.equal(await active(page), await idAt(page, 1))
  await page.keyboard.press('k')
  assert.equal(await active(page), await idAt(page, 0))
  await page.keyboard.press('x')
  await page.getByText('1 selected').waitFor()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'Alert' })
  await panel.waitFor()
  await page.keyboard.press('j')
  await page.waitForURL(new RegExp(`open=${await idAt(page, 1)}`))
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.getByText('1 selected').waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'detached' })
  await page.keyboard.press('/')
  assert.equal(await page.locator(':focus').getAttribute('aria-label'), 'Search alerts')
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('k')
  await page.waitForURL(/\/kafka/)
  assert.deepEqual(complaints, [])
})

test('the selected alerts are exported', async t => {
  const { page } = await openPage(t, browser)
  await openAlerts(page, '?level=critical')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.getByRole('button', { name: 'Export' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await downloading).createReadStream()) chunks.push(Buffer.from(chunk))
  const lines = Buffer.concat(chunks).toString().trimEnd().split('\r\n')
  assert.equal(lines.length, 2)
  assert.match(lines[0] ?? '', /^id,level,detected_at/)
  assert.match(lines[1] ?? '', /critical/)
})

test('pages follow one another as the list is scrolled', async t => {
  const { page } = await openPage(t, browser)
  await openAlerts(page)
  const last = page.locator('tr[data-id]').last()
  for (let step = 0; step < 40; step++) {
    if (Number(await last.getAttribute('aria-rowindex')) >= 350) break
    await page.locator('.grid').evaluate(grid => grid.scrollBy(0, 1000))
    await page.waitForTimeout(50)
  }
  await page.locator('tr[data-id][aria-rowindex="350"]').waitFor()
})
