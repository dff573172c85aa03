import assert from 'node:assert/strict'
import { it } from 'node:test'
import { z } from 'zod'
import { startApiFixture } from '../../test/helpers/api-fixture.ts'
import { openapi } from '../../test/helpers/contract.ts'

/** Routes that are the page's, not the API's. */
const PAGE = ['GET /', 'GET /index.html']

it('tells of every route that the server has, and of no other', async () => {
  const documented = Object.entries((await openapi()).paths).flatMap(([path, operations]) =>
    Object.keys(operations).map(method => `${method.toUpperCase()} ${path}`),
  )
  const fixture = await startApiFixture({ alerts: 0 })
  const registered = routesOf(fixture.api.printRoutes({ commonPrefix: false }))
  await fixture.close()
  assert.deepEqual(documented.sort(), registered.filter(route => !PAGE.includes(route)).sort())
})

it('is what OpenAPI 3.1 asks of a document', async () => {
  const parameter = z.strictObject({
    name: z.string(),
    in: z.enum(['path', 'query', 'header']),
    required: z.boolean(),
    description: z.string().optional(),
    schema: z.looseObject({}),
  })
  const response = z.strictObject({
    description: z.string().min(1),
    content: z.record(z.string(), z.looseObject({})),
  })
  const operation = z.strictObject({
    operationId: z.string().regex(/^\w+$/),
    summary: z.string().min(1),
    description: z.string().optional(),
    security: z.array(z.record(z.string(), z.array(z.string()))),
    parameters: z.array(parameter).optional(),
    requestBody: z.looseObject({ required: z.boolean() }).optional(),
    responses: z.record(z.string().regex(/^[2-5]\d\d$/), response),
  })
  const document = z.strictObject({
    openapi: z.literal('3.1.0'),
    info: z.looseObject({ title: z.string(), version: z.string() }),
    paths: z.record(
      z.string().startsWith('/'),
      z.partialRecord(z.enum(['get', 'post', 'delete']), operation),
    ),
    components: z.looseObject({}),
  })
  const { paths } = document.parse(await openapi())
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.values(item).map(found => ({ path, ...found })),
  )
  const ids = operations.map(({ operationId }) => operationId)
  assert.equal(new Set(ids).size, ids.length, 'operation ids are unique')
  for (const { path, parameters = [] } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const told = parameters.filter(found => found.in === 'path')
    assert.deepEqual(
      told.map(({ name }) => name),
      named,
    )
    assert.ok(told.every(({ required }) => required))
  }
})

it('tells of every parameter what it is for', async () => {
  const parameters = z.array(
    z.looseObject({ name: z.string(), in: z.string(), description: z.string().optional() }),
  )
  const silent: string[] = []
  for (const [path, operations] of Object.entries((await openapi()).paths)) {
    for (const operation of Object.values(operations)) {
      for (const { name, description } of parameters.parse(operation['parameters'] ?? [])) {
        if (!description) silent.push(`${path} ${name}`)
      }
    }
  }
  assert.deepEqual(silent, [])
})

/** `METHOD /path/{parameter}` of every line of Fastify's tree of routes. */
function routesOf(tree: string): string[] {
  const parents: string[] = []
  return tree.split('\n').flatMap(line => {
    const [, indent = '', part = '', methods = ''] = /^([ │]*[├└]── )(\S+) \((.*)\)$/.exec(line) ?? []
    if (part === '') return []
    const depth = indent.length / 4 - 1
    const parent = parents[depth - 1] ?? ''
    const path = depth === 0 ? part : `${parent.replace(/\/$/, '')}/${part.replace(/^\//, '')}`
    parents.splice(depth, parents.length, path)
    return methods
      .split(', ')
      .filter(method => method !== 'HEAD')
      .map(method => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  })
}
