import { type Pipeline, pipelineSchema } from '../schema/http.ts'
import type { ApiDependencies } from './dependencies.ts'
import { type Endpoint, endpoint, NO_BODY, NO_PARAMETERS } from './endpoint.ts'
import type { Outages } from './outages.ts'
import { combinePipeline } from './pipeline-view.ts'

type PipelineDependencies = Pick<ApiDependencies, 'store' | 'transport' | 'pipelineView' | 'clock'>

/** How the machinery is: services, sources, partitions, rules. A part that is away is a problem in a good answer. */
export function pipelineEndpoint(parts: PipelineDependencies, outages: Outages): Endpoint {
  return endpoint({
    method: 'GET',
    url: '/api/pipeline',
    summary: 'Services, sources with their loss ledger, partitions with their lag, rules, problems',
    description: 'Answers with what is known while the database or Kafka is away, and says so in `problems`.',
    path: NO_PARAMETERS,
    query: NO_PARAMETERS,
    body: NO_BODY,
    access: 'session',
    answers: { 200: { description: 'The state of the pipeline', schema: pipelineSchema } },
    errors: [],
    handle: async (): Promise<Pipeline> => {
      const [progress, topics] = await Promise.all([
        outages.ask('database', () => parts.store.progress()),
        outages.ask('kafka', () => parts.transport.topics()),
      ])
      return {
        transport: parts.transport.kind,
        store: parts.store.kind,
        ...combinePipeline({
          now_ms: parts.clock.now(),
          progress: progress.value ?? [],
          topics: topics.value ?? [],
          statuses: parts.pipelineView.latest(),
          problems: [progress.problem, topics.problem].filter(problem => problem !== null),
        }),
      }
    },
  })
}
