import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startApiFixture } from '../../test/helpers/api-fixture.ts'
import { EventStream } from '../../test/helpers/event-stream.ts'

const ALERTS = 60_000

it('stops reading the store for a client that does not read, and loses nothing for it', async () => {
  const fixture = await startApiFixture({ alerts: 0 })
  try {
    // About 50 MB: far more than the sockets between the two can hold.
    fixture.push(ALERTS)
    const { hostname, port } = new URL(fixture.url)
    const socket = connect(Number(port), hostname).pause()
    socket.write(`GET /api/alerts/stream?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    const stalled = await untilStill(() => fixture.store.reads)
    assert.ok(stalled > 0 && stalled < ALERTS / 200, `${stalled} reads`)
    // Others are served meanwhile.
    {
      await using quick = await EventStream.open(`${fixture.url}/api/alerts/stream`)
      await quick.nextOf('heartbeat')
      fixture.push()
      assert.equal((await quick.nextOf('alert')).id, String(ALERTS + 1))
    }
    let tail = ''
    let ids = 0
    for await (const piece of socket.resume()) {
      const text: string = tail + piece.toString('latin1')
      ids += text.split('\nevent: alert\n').length - 1
      tail = text.slice(-'\nevent: alert'.length)
      if (ids > ALERTS) break
    }
    assert.equal(ids, ALERTS + 1)
    socket.destroy()
  } finally {
    await fixture.close()
  }
})

it('does not let such a client keep the server from closing', { timeout: 20_000 }, async () => {
  const fixture = await startApiFixture({ alerts: 0 })
  fixture.push(ALERTS)
  const socket = connect(Number(new URL(fixture.url).port), '127.0.0.1').pause()
  socket.write(`GET /api/alerts/stream?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  await untilStill(() => fixture.store.reads)
  await fixture.close()
  socket.destroy()
})

/** The number once it has not changed for a while. */
async function untilStill(number: () => number): Promise<number> {
  for (let last = -1; ; ) {
    if (last === number() && last > 0) return last
    last = number()
    await pause(200)
  }
}
