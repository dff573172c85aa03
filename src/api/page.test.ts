import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type ApiFixture, startApiFixture } from '../../test/helpers/api-fixture.ts'
import { call, errorOf } from '../../test/helpers/contract.ts'

const HTML =
  '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><script src="/assets/a-1.js"></script>'
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('the page', () => {
  let folder: string
  let fixture: ApiFixture
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-sentinel-page-'))
    const web_dir = join(folder, 'web')
    await mkdir(join(web_dir, 'assets'), { recursive: true })
    await writeFile(join(web_dir, 'index.html'), HTML)
    await writeFile(join(web_dir, 'assets', 'a-1.js'), 'export {}')
    await writeFile(join(web_dir, 'icon.svg'), '<svg/>')
    await writeFile(join(web_dir, '.env'), 'secret')
    await writeFile(join(folder, 'outside.txt'), 'secret')
    fixture = await startApiFixture({ alerts: 1, web_dir })
  })
  after(async () => {
    await fixture.close()
    await rm(folder, { recursive: true })
  })
  const get = (url: string, headers = {}) => call(fixture.api, { url, headers })

  it('is served with a fresh nonce in its text and its policy', async () => {
    const nonces = new Set<string>()
    for (const url of ['/', '/', '/index.html', '/alerts', '/kafka/topics?topic=x']) {
      const page = await get(url, browser)
      assert.equal(page.status, 200)
      assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
      assert.equal(page.headers['cache-control'], 'no-store')
      const nonce = /content="([^"]+)"/.exec(page.text)?.[1] ?? ''
      assert.match(nonce, /^[\w+/]{22}==$/)
      const policy = page.headers['content-security-policy'] ?? ''
      assert.ok(policy.includes(`style-src 'self' 'nonce-${nonce}';`), policy)
      assert.ok(policy.includes("script-src 'self';"), 'no nonce runs a script')
      nonces.add(nonce)
    }
    assert.equal(nonces.size, 5)
  })

  it('has assets that are kept for good, and other files that are asked for anew', async () => {
    const asset = await get('/assets/a-1.js')
    assert.equal(asset.status, 200)
    assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.match(asset.headers['content-type'] ?? '', /javascript/)
    const icon = await get('/icon.svg')
    assert.equal(icon.headers['cache-control'], 'no-cache')
  })

  it('does not stand in for what is missing', async () => {
    for (const url of ['/assets/a-2.js', '/assets/', '/api/none', '/api', '/api/']) {
      const answer = await get(url, browser)
      assert.equal(answer.status, 404, url)
      assert.equal(errorOf(answer).code, 'NOT_FOUND')
    }
    assert.equal((await get('/alerts', { accept: 'application/json' })).status, 404)
    const posted = await call(fixture.api, { method: 'POST', url: '/alerts', headers: browser })
    assert.equal(posted.status, 404)
  })

  it('lets nothing outside its folder and no hidden file be read', async () => {
    for (const url of [
      '/../outside.txt',
      '/%2e%2e/outside.txt',
      '/..%2foutside.txt',
      '/assets/..%5c..%5coutside.txt',
      '/.env',
    ]) {
      const answer = await get(url)
      assert.ok(answer.status >= 400, url)
      assert.doesNotMatch(answer.text, /^secret/)
    }
  })
})

it('says how to build a page that is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'log-sentinel-no-page-'))
  for (const web_dir of [null, folder]) {
    const fixture = await startApiFixture({ alerts: 1, web_dir })
    try {
      const answer = await call(fixture.api, { url: '/', headers: browser })
      assert.equal(answer.status, 404)
      assert.match(errorOf(answer).remedy ?? '', /npm run build/)
    } finally {
      await fixture.close()
    }
  }
  await rm(folder, { recursive: true })
})
