import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventStreamParser } from './event-stream.ts'

const STREAM = [
  'retry: 1000\n\n',
  ': a comment\n',
  'id: 7\nevent: heartbeat\ndata: {"seq":7}\n\n',
  'id: 8\r\nevent: alert\r\ndata: first\r\ndata:second\r\n\r\n',
  'data: plain\n\n',
].join('')

test('events come out whole, with the id that holds for them', () => {
  const parser = new EventStreamParser()
  assert.deepEqual(parser.push(STREAM), [
    { id: '7', event: 'heartbeat', data: '{"seq":7}' },
    { id: '8', event: 'alert', data: 'first\nsecond' },
    { id: '8', event: 'message', data: 'plain' },
  ])
  assert.equal(parser.lastEventId, '8')
})

test('where the stream is cut makes no difference', () => {
  const whole = new EventStreamParser().push(STREAM)
  for (let at = 0; at <= STREAM.length; at++) {
    const parser = new EventStreamParser()
    assert.deepEqual([...parser.push(STREAM.slice(0, at)), ...parser.push(STREAM.slice(at))], whole)
  }
})

test('an event that is not ended is not given out', () => {
  const parser = new EventStreamParser()
  assert.deepEqual(parser.push('id: 3\nevent: alert\ndata: half'), [])
  assert.deepEqual(parser.push(' and half\n'), [])
  assert.deepEqual(parser.push('\n'), [{ id: '3', event: 'alert', data: 'half and half' }])
})
