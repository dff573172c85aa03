import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kafkaError } from './failures.ts'

/** What the client library reports of a broker's answer. */
const answered = (apiId: string) => new AggregateError([Object.assign(new Error(apiId), { apiId })])

test('too few brokers is waited out: they may be on their way up', () => {
  const error = kafkaError('topic sentinel.logs', answered('INVALID_REPLICATION_FACTOR'))
  assert.equal(error.code, 'KAFKA_UNAVAILABLE')
  assert.match(error.message, /topics\.replication_factor/)
})

test('what is not allowed is not waited out', () => {
  const error = kafkaError('topic sentinel.logs', answered('TOPIC_AUTHORIZATION_FAILED'))
  assert.equal(error.code, 'KAFKA_REFUSED')
})
